// Keeps the reader's choice of light or dark, and marks in the contents the section being read.
{
  const dark = document.getElementById("dark")
  const media = { auto: dark.media, light: "not all", dark: "screen" }
  const next = { auto: "light", light: "dark", dark: "auto" }
  let choice
  try { choice = localStorage.getItem("colours") } catch {}

  const paint = () => {
    if (!media[choice]) choice = "auto"
    dark.media = media[choice]
    const button = document.querySelector(".head__colours")
    if (button) button.title = button.dataset[choice]
    return button
  }

  paint()
  addEventListener("DOMContentLoaded", () => {
    const button = paint()
    button.hidden = false
    button.onclick = () => {
      choice = next[choice]
      paint()
      try { localStorage.setItem("colours", choice) } catch {}
    }

    const links = [...document.querySelectorAll(".sections a")]
    const headings = links.map(({ hash }) => document.getElementById(decodeURIComponent(hash.slice(1))))
    const mark = () => {
      const reached = headings.findLast((each) => each?.getBoundingClientRect().top < 130)
      links.forEach((link, at) => link.ariaCurrent = headings[at] === reached ? "true" : null)
    }
    addEventListener("scroll", mark)
    mark()
  })
}
