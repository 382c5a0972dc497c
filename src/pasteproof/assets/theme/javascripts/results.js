// Asks Pagefind for the sections that hold what is searched, and lists them, best first.
import { options, search } from "../../pagefind/pagefind.js"

const box = document.querySelector("dialog.search")
const [input, list, status] = ["input", "ol", "p"].map((name) => box.querySelector(name))
const SIGN = "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]" // each is a word, as in search.py
const joined = (text) => text.replace(/\u2e31(<\/mark>)? ?/g, "$1")
const best = (one, other) => other.rank - one.rank
let turn = 0
let looking

// The pages with every word. A Chinese word is its signs in a row; a path is its parts.
const pages = async (asked, many = "+") => {
  const quoted = asked.replace(RegExp(SIGN + many, "g"), (run) => ` "${[...run].join(" ")}" `)
  const words = quoted.replace(/(?!\.\d|['’])[^\p{L}\p{M}\p{N}]/gu, " ")
  const queries = [words, ...quoted.match(/"[^"]+"/g) ?? []]
  const [found, ...runs] = await Promise.all(queries.map(async (query) => (await search(query)).results))
  return found.filter(({ id }) => runs.every((run) => run.some((page) => page.id === id)))
}

// At most three sections of a page, best first: heading or excerpt says what is asked.
const sections = ({ meta, sub_results }, asked) => sub_results.map((section) => {
  const title = joined(section.title ?? section.url)
  const share = (text) => text.toLowerCase().includes(asked) && asked.length / text.length
  const said = share(title) * 1e6 + share(joined(section.plain_excerpt)) * 1e4
  const rank = section.weighted_locations.reduce((sum, each) => sum + each.balanced_score, said)
  return { ...section, title, page: joined(meta.title ?? ""), rank }
}).sort(best).slice(0, 3)

const shown = ({ title, page, url, excerpt }) => {
  const item = document.createElement("li")
  item.innerHTML = `<a></a><p>${joined(excerpt)}</p>` // escaped
  const link = item.firstChild
  link.href = url
  link.textContent = title
  if (page !== title) link.appendChild(document.createElement("span")).textContent = page
  return item
}

const look = async () => {
  const mine = ++turn
  const asked = input.value.toLowerCase().replace(/["\s]+/g, " ").trim()
  list.ariaBusy = true
  try {
    let found = await pages(asked)
    if (!found.length) found = await pages(asked, "{1,2}")
    for (let at = 0; !at || at < found.length; at += 12) {
      const some = await Promise.all(found.slice(at, at + 12).map((page) => page.data()))
      if (mine !== turn) return
      if (!at) list.replaceChildren()
      list.append(...some.flatMap((page) => sections(page, asked)).sort(best).map(shown))
    }
    status.textContent = found.length ? box.dataset.some + found.length : asked && box.dataset.none
  } catch {
    status.textContent = box.dataset.failed
  }
  list.ariaBusy = false
}

await options({ noWorker: true, excerptLength: 40 })
input.oninput = () => looking = look()
box.onkeydown = (event) => {
  const { key, target, isComposing } = event
  const places = [input, ...list.querySelectorAll("a")]
  const next = places[places.indexOf(target) + { ArrowDown: 1, ArrowUp: -1 }[key]]
  if (next) next.focus()
  else if (key !== "Enter" || target !== input || isComposing) return
  else looking.then(() => list.querySelector("a")?.click())
  event.preventDefault()
}
looking = look()
