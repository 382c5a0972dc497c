// Keeps the reader's choice of light or dark, and marks in the contents the section being read.
{
  const dark = document.getElementById("dark")
  const system = dark.media
  const choices = ["auto", "light", "dark"]
  let choice = "auto"
  try { choice = localStorage.getItem("colours") || choice } catch { /* then each page starts anew */ }

  const paint = () => {
    dark.media = { light: "not all", dark: "screen" }[choice] || system
    document.documentElement.dataset.colours = choice
  }

  paint()
  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".head__colours")
    const told = () => button.title = button.dataset[choice]
    button.hidden = false
    button.addEventListener("click", () => {
      choice = choices[(choices.indexOf(choice) + 1) % 3]
      try { localStorage.setItem("colours", choice) } catch { /* then it holds for this page */ }
      paint()
      told()
    })
    told()

    const links = [...document.querySelectorAll(".sections a")]
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))))
    const mark = () => {
      const reached = headings.findLast((each) => each?.getBoundingClientRect().top < 130)
      links.forEach((link, at) => link.ariaCurrent = headings[at] === reached ? "true" : null)
    }
    addEventListener("scroll", mark, { passive: true })
    mark()
  })
}
