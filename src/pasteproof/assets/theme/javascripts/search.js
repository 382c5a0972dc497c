// Opens the search; what it does beyond that is loaded when it is opened first.
document.querySelectorAll("dialog.search").forEach((box) => {
  const button = document.querySelector(".head__search")
  let results

  const open = () => {
    if (!box.open) box.showModal()
    box.querySelector("input").select()
    results ??= import("./results.js").catch(() => {
      results = null
      const why = location.protocol === "file:" ? "file" : "failed"
      box.querySelector("p").textContent = box.dataset[why]
    })
  }

  button.hidden = false
  button.addEventListener("click", open)
  box.addEventListener("click", ({ target }) => (target === box || target.closest("button, a")) && box.close())
  addEventListener("keydown", (event) => {
    const { key, target } = event
    const isSlash = key === "/" && !target.closest("input, textarea, select")
    const isControlK = key === "k" && (event.ctrlKey || event.metaKey)
    if (isSlash || isControlK) open()
    // Escape would only clear what is typed
    else if (key === "Escape" && box.open && !event.isComposing) box.close()
    else return
    event.preventDefault()
  })
})
