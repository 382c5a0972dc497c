// Loads the page anew once the guide has changed.
{
  const follow = (since) => fetch("/-/changed?since=" + since)
    .then((answer) => answer.json())
    .then((version) => version === since ? follow(since) : location.reload())
    .catch(() => setTimeout(follow, 1000, since))
  follow(Number(document.querySelector(".pasteproof-preview").dataset.version))
}
