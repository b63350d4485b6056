/** Buttons that ask before they do it, in a dialog; choices that are sent when they are made. */

/** Makes the forms of actions work in place. */
export function startForms(): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-hide]')) button.hidden = true
  for (const select of document.querySelectorAll<HTMLSelectElement>('select[data-submit]'))
    select.addEventListener('change', () => select.form?.requestSubmit())
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-confirm]'))
    form.addEventListener('submit', event => {
      if (form.elements.namedItem('confirmed')) return
      event.preventDefault()
      ask(form)
    })
}

function ask(form: HTMLFormElement): void {
  const own = form.querySelector('button')
  const dialog = document.createElement('dialog')
  const question = Object.assign(document.createElement('p'), {
    textContent: form.dataset['confirm'] ?? '',
    id: 'confirm-question',
  })
  const button = (text: string, kind: string) =>
    Object.assign(document.createElement('button'), {
      type: 'button',
      textContent: text,
      className: kind,
    })
  const yes = button(
    own?.textContent?.trim() ?? '',
    own?.className.replace('small', '').trim() || 'primary',
  )
  const no = button(form.dataset['cancel'] ?? '', '')
  const buttons = Object.assign(document.createElement('div'), { className: 'actions' })
  buttons.append(yes, no)
  dialog.append(question, buttons)
  dialog.setAttribute('aria-labelledby', question.id)
  dialog.addEventListener('close', () => dialog.remove())
  no.addEventListener('click', () => dialog.close())
  yes.addEventListener('click', () => {
    const confirmed = Object.assign(document.createElement('input'), {
      type: 'hidden',
      name: 'confirmed',
      value: '1',
    })
    form.append(confirmed)
    form.requestSubmit()
  })
  document.body.append(dialog)
  dialog.showModal()
  no.focus()
}
