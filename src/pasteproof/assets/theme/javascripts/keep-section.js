// The language switch keeps the section: headings have the same ids in every language.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.md-select__link")
  if (link) link.hash = location.hash
})
