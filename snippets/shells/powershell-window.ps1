& {
  Remove-Item Env:ANTHROPIC_API_KEY, Env:ANTHROPIC_BASE_URL -ErrorAction Ignore
  $key = Read-Host 'API key' -AsSecureString
  $env:ANTHROPIC_AUTH_TOKEN = [Net.NetworkCredential]::new('', $key).Password
  if ($env:ANTHROPIC_AUTH_TOKEN) {
    $env:ANTHROPIC_BASE_URL = 'https://open.bigmodel.cn/api/anthropic'
  }
}
