// Opens the search; what it does beyond that is loaded when it is opened first.
document.querySelectorAll("dialog.search").forEach((box) => {
  const button = document.querySelector(".head__search")
  const isServed = location.protocol.startsWith("http")
  const { failed, file } = box.dataset
  let results

  const open = () => {
    if (!box.open) box.showModal()
    box.querySelector("input").select()
    results ??= isServed ? import("./results.js") : Promise.reject()
    results.catch(() => {
      results = null
      box.querySelector("p").textContent = isServed ? failed : file
    })
  }

  button.hidden = false
  button.addEventListener("click", open)
  box.addEventListener("click", ({ target }) => (target === box || target.closest("button, a")) && box.close())
  addEventListener("keydown", (event) => {
    const { key, target } = event
    const isSlash = key === "/" && !target.closest("input, textarea, select")
    const isControlK = key === "k" && (event.ctrlKey || event.metaKey)
    const isEscape = key === "Escape" && box.open && !event.isComposing // which would only clear what is typed
    if (isSlash || isControlK) open()
    else if (isEscape) box.close()
    else return
    event.preventDefault()
  })
})
