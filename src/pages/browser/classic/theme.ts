/** Before anything is drawn: the colours that were chosen here. No choice: those of the system. */
const THEME_KEY = 'model-theme'

try {
  const chosen = localStorage.getItem(THEME_KEY)
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['theme'] = chosen
} catch {
  // Storage may be forbidden: then it is as the system says.
}
