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
    const button = document.querySelector(".head__colours")
    if (!button) return
    button.hidden = false
    button.title = button.dataset[choice]
  }

  const follow = () => {
    const links = [...document.querySelectorAll(".sections a")]
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))))
    let waits = false
    const mark = () => {
      waits = false
      const reached = headings.filter((each) => each?.getBoundingClientRect().top < 130)
      links.forEach((link, at) => link.ariaCurrent = reached.length && headings[at] === reached.at(-1) ? "true" : null)
    }
    addEventListener("scroll", () => waits ||= requestAnimationFrame(mark), { passive: true })
    mark()
  }

  paint()
  addEventListener("DOMContentLoaded", () => {
    paint()
    follow()
    document.querySelector(".head__colours").addEventListener("click", () => {
      choice = choices[(choices.indexOf(choice) + 1) % 3]
      try { localStorage.setItem("colours", choice) } catch { /* then it holds for this page */ }
      paint()
    })
  })
}
