// Opens the search; what it does beyond that is loaded when it is opened first.
document.querySelectorAll("dialog.search").forEach((box) => {
  const button = document.querySelector(".head__search")
  let results

  const open = () => {
    if (!box.open) box.showModal()
    box.querySelector("input").select()
    results ??= import("./results.js").catch(() => {
      results = null
      const { file, failed } = box.dataset
      box.querySelector("p").textContent = location.protocol === "file:" ? file : failed
    })
  }

  button.hidden = false
  button.onclick = open
  box.onclick = ({ target }) => (target === box || target.closest("button, a")) && box.close()
  addEventListener("keydown", (event) => {
    const { key, target } = event
    const isSlash = key === "/" && !target.closest("input, textarea, select")
    const isControlK = key === "k" && (event.ctrlKey || event.metaKey)
    if (!isSlash && !isControlK) return
    event.preventDefault()
    open()
  })
})
