curl -sI https://YOUR_HOST/en/
