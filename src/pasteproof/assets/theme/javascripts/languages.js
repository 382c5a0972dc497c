// Takes the section along to another language, and offers the browser's language once.
{
  const top = (each) => each.getBoundingClientRect().top
  const short = (language) => language.split("-")[0]

  const section = () => {
    const aimed = document.querySelector(":target")
    if (aimed && top(aimed) >= 0 && top(aimed) < innerHeight) return aimed.id
    const headings = [...document.querySelectorAll("article :is(h1, h2, h3, h4)[id]")]
    return headings.findLast((each) => top(each) < 80)?.id ?? ""
  }
  const lead = ({ target }) => {
    if (target.matches?.(".head [hreflang]")) target.hash = section()
  }
  for (const each of ["pointerdown", "click"]) addEventListener(each, lead)

  const offers = [...document.querySelectorAll(".offer")]
  const known = [document.documentElement, ...offers].map((each) => short(each.lang))
  const wanted = navigator.languages.map(short).find((each) => known.includes(each))
  const offer = offers[known.indexOf(wanted) - 1]
  try {
    if (offer && !localStorage.getItem("offered")) {
      localStorage.setItem("offered", wanted)
      offer.hidden = false
      offer.querySelector("button").onclick = () => offer.remove()
    }
  } catch { /* what can't be remembered is not offered */ }
}
