// Copies a page or a block of code, as it was tested, with what readers fill into its blanks (YOUR_KEY).
{
  const words = document.body.dataset
  const values = new Map() // kept nowhere else
  const shows = []
  const make = (tag, parent, given) => parent.appendChild(Object.assign(document.createElement(tag), given))
  const told = make("output", document.body)
  let handed

  const isSecret = (name) => /KEY|TOKEN|SECRET|PASSWORD/.test(name)
  const word = (value) => /^[\w./:@-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`
  const filled = (name) => values.has(name) ? word(values.get(name)) : name
  const shown = (name) => isSecret(name) && values.has(name) ? `••••${name}` : filled(name)
  const paint = () => {
    for (const show of shows) show()
    document.body.classList.toggle("filled", values.size)
  }

  const copy = async (code, text) => {
    try { await navigator.clipboard.writeText(text) } catch { // without https
      getSelection().selectAllChildren(code)
      handed = text
      const isDone = document.execCommand("copy")
      handed = undefined
      if (!isDone) return words.selected
    }
    return words.copied
  }
  addEventListener("copy", (event) => { // so does who copies by hand
    const seen = `${getSelection()}`
    const text = handed ?? [...values.keys()].reduce((all, name) => all.replaceAll(shown(name), () => filled(name)), seen)
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
      const input = make("input", label, { type, autocomplete: "off", spellcheck: false })
      input.onbeforeinput = ({ data }) => {
        const isFit = !/\p{Cc}/u.test(data?.replace(/\r?\n$/, "") ?? "")
        said.textContent = isFit ? words.blank : words.line
        return isFit
      }
      input.oninput = () => {
        values.set(name, input.value)
        if (!input.value) values.delete(name)
        paint()
      }
      shows.push(() => input.value = values.get(name) ?? "")
    }
    make("button", row, { textContent: words.forget }).onclick = () => {
      values.clear()
      paint()
      row.querySelector("input").focus()
    }
    const said = make("output", row, { textContent: words.blank })
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
    button.onclick = async () => {
      told.textContent = ""
      const said = await copy(code, names.size ? text.replace(blank, filled) : text)
      button.textContent = told.textContent = said
      setTimeout(() => button.textContent = words.copy, 3000)
    }
    if (names.size) ask(block, names)
  }

  const whole = document.querySelector(".actions button")
  if (whole && navigator.clipboard && location.protocol !== "file:") {
    const { done, failed } = whole.dataset
    const copyPage = async () => {
      const page = await fetch(document.querySelector(".actions a").href)
      await navigator.clipboard.writeText(await page.text())
    }
    whole.parentElement.hidden = false
    whole.onclick = () => copyPage().then(() => whole.textContent = done, () => whole.textContent = failed)
  }
}
