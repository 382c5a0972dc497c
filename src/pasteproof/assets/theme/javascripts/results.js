// Asks Pagefind for the pages that hold what is searched, and shows where in them it stands.
import { options, search } from "../../pagefind/pagefind.js"

const box = document.querySelector("dialog.search")
const [input, list, status] = ["input", "ol", "p"].map((name) => box.querySelector(name))
const SIGNS = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+/g
const CUT = /(?<=[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])|(?=[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])|(?<=[a-z0-9][^\w\s.])(?=[0-9])/g
const words = (text) => text.replace(CUT, " ").replace(/[^\p{L}\p{M}\p{N}_ ]/gu, "")
const joined = (text) => text.replace(/\u2e31 ?/g, "")
let asked = ""
let looking

// Pages with every word, best first. A Chinese word is its signs in a row, as search.py cuts them;
// and ~/.local/bin is to the index also local and bin.
const pages = async () => {
  const parts = asked.replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
  const runs = (asked.match(SIGNS) || []).map((run) => `"${words(run)}"`)
  const queries = [words(asked), words(parts), ...runs]
  const answers = await Promise.all(queries.map((query) => search(query)))
  const [whole, some, ...each] = answers.map(({ results }) => new Map(results.map((page) => [page.id, page])))
  const found = [...new Map([...whole, ...some])]
  return found.filter(([id]) => each.every((run) => run.has(id))).map(([, page]) => page)
}

// The sections of a page, at most three: those whose heading or text says it best.
const sections = ({ content, url, meta, anchors, locations }, pattern) => {
  const text = content.split(" ")
  const says = (part) => part.toLowerCase().includes(asked)
  const whole = joined(meta.title ?? url)
  const heads = anchors[0]?.location === 0 ? anchors : [{ text: whole, location: 0 }, ...anchors]
  return heads.map((head, at) => {
    const [from, to] = [head.location, heads[at + 1]?.location ?? text.length]
    const title = joined(head.text)
    const body = joined(text.slice(from, to).join(" ")).slice(title.length).replace(/^[.\s]+/, "")
    const kinds = (part) => new Set(part.toLowerCase().split(pattern).filter((_, at) => at % 2)).size
    const isFound = locations.some((each) => each >= from && each < to)
    const isTitle = says(title) * (title.length === asked.length ? 900 : 300)
    const rank = isTitle + says(body) * 100 + kinds(title) * 40 + kinds(body) * 20 + isFound
    return { title, body, page: whole, link: head.id ? `${url}#${head.id}` : url, rank }
  }).sort((a, b) => b.rank - a.rank).filter(({ rank }, at) => at < 3 && (rank || !at))
}

const marked = (name, text, pattern) => {
  const element = document.createElement(name)
  element.append(...text.split(pattern).map((piece, at) => at % 2 ? marked("mark", piece) : piece))
  return element
}

const shown = ({ title, body, page, link }, pattern) => {
  const item = document.createElement("li")
  const anchor = Object.assign(marked("a", title, pattern), { href: link })
  const first = Math.max(0, body.search(pattern) - 40)
  const from = first && first + body.slice(first).search(/[\s，。、；：]|$/) + 1
  if (page !== title) anchor.append(marked("span", page))
  item.append(anchor, marked("p", (from ? "… " : "") + body.slice(from, from + 160), pattern))
  return item
}

const look = async (event) => {
  if (event?.isComposing) return
  const mine = asked = input.value.replace(/["\s]+/g, " ").trim().toLowerCase()
  const each = asked.split(" ").map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&") + (/^\w\w?$/.test(word) ? "(?![a-z\\d])" : ""))
  const pattern = new RegExp(`((?<![a-z\\d])(?:${each.join("|")}))`, "iu")
  list.ariaBusy = true
  try {
    const found = asked ? await pages() : []
    for (let at = 0; mine === asked && (!at || at < found.length); at += 12) {
      const some = await Promise.all(found.slice(at, at + 12).map((page) => page.data()))
      if (mine !== asked) return
      if (!at) list.replaceChildren()
      const best = some.map((page) => sections(page, pattern)).sort(([a], [b]) => b.rank - a.rank)
      list.append(...best.flat().map((section) => shown(section, pattern)))
    }
    status.textContent = found.length ? box.dataset.some + found.length : asked && box.dataset.none
  } catch {
    status.textContent = box.dataset.failed
  }
  list.ariaBusy = false
}

await options({ noWorker: true })
for (const kind of ["input", "compositionend"]) input.addEventListener(kind, (event) => looking = look(event))
box.addEventListener("keydown", (event) => {
  const { key, target, isComposing } = event
  const places = [input, ...list.querySelectorAll("a")]
  const to = places.indexOf(target) + { ArrowDown: 1, ArrowUp: -1 }[key]
  if (places[to]) places[to].focus()
  else if (key === "Enter" && target === input && !isComposing) looking.then(() => list.querySelector("a")?.click())
  else return
  event.preventDefault()
})

looking = look()
search("a") // loads what the first search needs
