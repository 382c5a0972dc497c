// Takes the section along to another language, and offers the browser's language once.
{
  const top = (each) => each.getBoundingClientRect().top
  const short = (language) => language.split("-")[0]

  const section = () => {
    const aimed = document.querySelector("article :target")
    if (aimed && top(aimed) >= 0 && top(aimed) < innerHeight) return aimed.id
    const headings = [...document.querySelectorAll("article :is(h1, h2, h3, h4, h5, h6)[id]")]
    return headings.findLast((each) => top(each) < 80)?.id ?? ""
  }

  const leading = (link) => {
    for (const each of ["pointerdown", "click"]) link.addEventListener(each, () => link.hash = section())
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

  const links = [...document.querySelectorAll(".editions a:not([aria-current])")].map(leading)
  const known = [document.documentElement, ...links].map((each) => short(each.lang))
  const wanted = navigator.languages.map(short).find((each) => known.includes(each))
  const link = links[known.indexOf(wanted) - 1]
  try {
    if (link && !localStorage.getItem("offered")) {
      localStorage.setItem("offered", wanted)
      offer(link)
    }
  } catch { /* what can't be remembered is not offered */ }
}
