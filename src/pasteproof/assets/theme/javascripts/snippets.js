// Copies a page, or a block of code as it was tested, with what fills its blanks (YOUR_KEY).
{
  const words = document.body.dataset
  const values = {} // kept nowhere else
  const shows = []
  const make = (tag, into, given) => into.appendChild(Object.assign(document.createElement(tag), given))
  const told = make("output", document.body)
  let handed

  const isSecret = (name) => /KEY|TOKEN|SECRET|PASSWORD/.test(name)
  const word = (value) => /^[\w./:@-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`
  const filled = (name) => values[name] ? word(values[name]) : name
  const shown = (name) => values[name] && isSecret(name) ? `••••${name}` : filled(name)

  const copy = async (button, element, text) => {
    let said = words.copied
    told.textContent = ""
    try { await navigator.clipboard.writeText(text) } catch { // without https
      getSelection().selectAllChildren(element)
      handed = text
      if (!document.execCommand("copy")) said = words.selected
      handed = undefined
    }
    button.textContent = told.textContent = said
  }
  addEventListener("copy", (event) => { // so does who copies by hand
    const seen = `${getSelection()}`
    const put = (text, name) => text.replaceAll(shown(name), () => filled(name))
    const text = handed ?? Object.keys(values).reduce(put, seen)
    if (text === seen) return
    event.clipboardData.setData("text/plain", text)
    event.preventDefault()
  })

  const ask = (block, names) => {
    const row = make("div", block.parentNode, { className: "blanks" })
    block.after(row)
    for (const name of names) {
      const label = make("label", row, { textContent: name })
      const type = isSecret(name) ? "password" : "text"
      const input = make("input", label, { type, autocomplete: "off", spellcheck: false, placeholder: " " })
      input.oninput = () => {
        values[name] = input.value.replace(/\p{Cc}/gu, "") // a terminal would obey it
        for (const show of shows) show()
      }
      shows.push(() => input.value = values[name] ?? "")
    }
    make("button", row, { textContent: words.forget, onclick: () => location.reload() })
    make("output", row, { textContent: words.blank })
  }

  for (const code of document.querySelectorAll(".highlight:not(.language-text) > pre > code")) {
    const block = code.closest(".highlight")
    const text = code.textContent
    const blank = /\bYOUR_[A-Z0-9_]+/g
    const names = new Set(block.closest(".snippet") && text.match(blank))
    for (const mark of code.querySelectorAll("mark")) {
      const name = mark.textContent
      shows.push(() => mark.textContent = shown(name))
    }
    const button = make("button", block, { textContent: words.copy })
    button.onclick = () => {
      copy(button, code, names.size ? text.replace(blank, filled) : text)
      setTimeout(() => button.textContent = words.copy, 3000)
    }
    if (names.size) ask(block, names)
  }

  const [twin, whole] = document.querySelectorAll(".actions :is(a[type], button)")
  if (whole && location.protocol !== "file:") {
    whole.parentElement.hidden = false
    whole.onclick = async () => copy(whole, twin, await (await fetch(twin.href)).text())
  }
}
