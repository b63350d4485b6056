/** The button for colours: as the system, light, dark, and again. */
import { chooseLanguage, type Words, words } from '../words.ts'

const THEMES = ['auto', 'light', 'dark'] as const
type Theme = (typeof THEMES)[number]
const SIGNS: Readonly<Record<Theme, string>> = { auto: '◐', light: '☀', dark: '☾' }

const WORDS = {
  auto: ['Colours: as the system', 'Couleurs : comme le système'],
  light: ['Colours: light', 'Couleurs : claires'],
  dark: ['Colours: dark', 'Couleurs : sombres'],
} as const satisfies Words

/** Shows the button and makes it work. */
export function startThemeSwitch(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-theme-switch]')
  if (button === null) return
  const root = document.documentElement
  const t = words(chooseLanguage(root.lang), WORDS)
  const current = (): Theme => THEMES.find(theme => theme === root.dataset['theme']) ?? 'auto'
  const show = () => {
    const label = t(current())
    button.textContent = SIGNS[current()]
    button.title = label
    button.setAttribute('aria-label', label)
  }
  button.addEventListener('click', () => {
    const next = THEMES[(THEMES.indexOf(current()) + 1) % THEMES.length]!
    if (next === 'auto') delete root.dataset['theme']
    else root.dataset['theme'] = next
    remember(next)
    show()
    // Charts are drawn in colours that they were given.
    document.dispatchEvent(new CustomEvent('themechange'))
  })
  button.hidden = false
  show()
}

function remember(theme: Theme): void {
  try {
    if (theme === 'auto') localStorage.removeItem('model-theme')
    else localStorage.setItem('model-theme', theme)
  } catch {
    // Storage may be forbidden: then the choice lasts as long as the page.
  }
}
