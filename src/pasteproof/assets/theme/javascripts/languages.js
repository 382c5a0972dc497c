// Takes the section along to another language, and offers the browser's language once.
{
  const root = document.documentElement
  const top = (each) => each.getBoundingClientRect().top
  const short = (language) => language.split("-")[0]

  const section = () => {
    const headings = [...document.querySelectorAll("article :is(h1, h2, h3, h4, h5, h6)[id]")]
    const aimed = headings.find((each) => each.id === location.hash.slice(1))
    const isAtTheEnd = scrollY > 0 && scrollY + innerHeight > root.scrollHeight - 2
    if (isAtTheEnd && aimed && top(aimed) > 0 && top(aimed) < innerHeight) return aimed
    const read = headings.findLast((each) => top(each) < parseFloat(getComputedStyle(each).scrollMarginTop) + 8)
    return aimed && read && top(aimed) === top(read) ? aimed : read
  }

  const leading = (link) => {
    const page = link.getAttribute("href")
    const lead = () => link.href = page + (section() ? `#${section().id}` : "")
    for (const each of ["pointerdown", "focus", "click"]) link.addEventListener(each, lead)
    return link
  }

  const offer = (link) => {
    const line = document.createElement("p")
    const accept = leading(link.cloneNode())
    const decline = document.createElement("button")
    line.className = "offer"
    line.lang = link.lang
    accept.textContent = link.dataset.offer
    decline.textContent = link.dataset.decline
    decline.onclick = () => line.remove()
    line.append(accept, decline)
    document.querySelector(".head").append(line)
  }

  const links = [...document.querySelectorAll(".editions a:not([aria-current])")]
  const known = [root, ...links].map((each) => short(each.lang))
  const wanted = navigator.languages.map(short).find((each) => known.includes(each))
  const link = links[known.indexOf(wanted) - 1]
  try {
    if (link && !localStorage.getItem("offered")) {
      localStorage.setItem("offered", wanted)
      offer(link)
    }
  } catch { /* what can't be remembered is not offered */ }
  links.forEach(leading)
}
