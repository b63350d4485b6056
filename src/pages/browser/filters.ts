/** Filters act when something is chosen; the button is for those without scripts, and for what is typed. */

/** Makes forms with `data-submit-on-change` do so. */
export function startFilters(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('[data-submit-on-change]')) {
    form.addEventListener('change', event => {
      if (event.target instanceof HTMLSelectElement) form.requestSubmit()
    })
    // An address says what was chosen, not what was left open.
    form.addEventListener('formdata', ({ formData }) => {
      for (const [name, value] of [...formData]) if (value === '') formData.delete(name)
    })
  }
}
