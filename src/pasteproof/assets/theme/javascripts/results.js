// Asks Pagefind for the sections that hold what is searched, and lists them, best first.
import { options, search } from "../../pagefind/pagefind.js"

const box = document.querySelector("dialog.search")
const [input, list, status] = ["input", "ol", "p"].map((name) => box.querySelector(name))
const SIGNS = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+/g // each is a word by itself, as in search.py
const joined = (text) => text.replace(/\u2e31(<\/mark>)? ?/g, "$1")
const best = (one, other) => other.rank - one.rank
let turn = 0
let looking

// The pages with every word. A Chinese word is its signs in a row; a path is its parts.
const pages = async (asked) => {
  const runs = (asked.match(SIGNS) ?? []).map((run) => `"${[...run].join(" ")}"`)
  const rest = asked.replace(SIGNS, " ").replace(/(?!\.\d|['’])[^\p{L}\p{M}\p{N}]/gu, " ").trim()
  const answers = await Promise.all([...runs, rest].filter(Boolean).map((query) => search(query)))
  const [first = [], ...others] = answers.map(({ results }) => results)
  return first.filter(({ id }) => others.every((each) => each.some((page) => page.id === id)))
}

// At most three sections of a page; a heading that says what is asked comes first.
const sections = ({ meta, sub_results }, asked) => sub_results.map((section) => {
  const title = joined(section.title ?? section.url)
  const said = title.toLowerCase()
  const scores = section.weighted_locations.map((each) => each.balanced_score)
  const rank = (said === asked) * 1e6 + said.includes(asked) * 1e5 + scores.reduce((sum, each) => sum + each)
  return { ...section, title, page: joined(meta.title ?? ""), rank }
}).sort(best).slice(0, 3)

const shown = ({ title, page, url, excerpt, plain_excerpt }) => {
  const item = document.createElement("li")
  item.innerHTML = "<a><span></span></a><p></p>"
  const [link, text] = item.children
  link.href = url
  if (page !== title) link.firstChild.textContent = page
  link.prepend(title)
  const isStart = joined(plain_excerpt).startsWith(title)
  text.innerHTML = (isStart ? "" : "… ") + joined(excerpt) // Pagefind has escaped it
  return item
}

const look = async () => {
  const mine = ++turn
  const asked = input.value.trim().toLowerCase().replace(/\s+/g, " ")
  list.ariaBusy = true
  try {
    const found = await pages(asked)
    let at = 0
    do {
      const some = await Promise.all(found.slice(at, at + 12).map((page) => page.data()))
      if (mine !== turn) return
      if (!at) list.replaceChildren()
      list.append(...some.flatMap((page) => sections(page, asked)).sort(best).map(shown))
    } while ((at += 12) < found.length)
    status.textContent = found.length ? box.dataset.some + found.length : asked && box.dataset.none
  } catch {
    status.textContent = box.dataset.failed
  }
  list.ariaBusy = false
}

await options({ noWorker: true, excerptLength: 40 })
input.addEventListener("input", () => looking = look())
box.addEventListener("keydown", (event) => {
  const { key, target, isComposing } = event
  const places = [input, ...list.querySelectorAll("a")]
  const next = places[places.indexOf(target) + { ArrowDown: 1, ArrowUp: -1 }[key]]
  if (next) next.focus()
  else if (key === "Enter" && target === input && !isComposing) looking.then(() => list.querySelector("a")?.click())
  else return
  event.preventDefault()
})
looking = look()
