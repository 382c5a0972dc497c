// Copies the page as Markdown, which lies beside it.
{
  const button = document.querySelector(".actions button")
  const copy = async () => {
    const text = await (await fetch(document.querySelector(".actions a").href)).text()
    await navigator.clipboard.writeText(text)
  }
  if (button && navigator.clipboard && location.protocol !== "file:") {
    button.parentElement.hidden = false
    button.addEventListener("click", () => {
      const { done, failed } = button.dataset
      copy().then(() => button.textContent = done, () => button.textContent = failed)
    })
  }
}
