/** What every page of a server does in a browser. All of it works less well, but works, without. */
import { startThemeSwitch } from './theme-switch.ts'

startThemeSwitch()

// The search is where a slash puts one, as long as one is not typing.
document.addEventListener('keydown', event => {
  const typing = (event.target as Element | null)?.closest('input, textarea, select')
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  document.querySelector<HTMLInputElement>('.find input')?.focus()
})
