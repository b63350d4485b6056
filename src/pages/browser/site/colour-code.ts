/** Code of a static site: its file has the text alone; lines, colours and links are put in when it is looked at. */
import { Code, type ReferenceHref } from '../../documentation/code.tsx'

/** Colours all code of the page. */
export function colourCode(): void {
  for (const plain of document.querySelectorAll<HTMLElement>('[data-code]')) {
    const made = Code({
      text: plain.textContent ?? '',
      label: plain.closest('details')?.querySelector('summary')?.textContent ?? '',
      language: plain.dataset['code'] === 'ts' ? 'ts' : 'sql',
      anchor: plain.dataset['anchor'] ?? 'L',
      href: linkOfPage,
    })
    const page = new DOMParser().parseFromString(String(made), 'text/html')
    plain.replaceWith(...page.body.childNodes)
  }
}

/** What a template refers to is listed beside it, as its parents. */
const linkOfPage: ReferenceHref = (_kind, names) => {
  const name = names.join('.')
  const links = document.querySelectorAll<HTMLAnchorElement>('aside li a')
  return [...links].find(link => link.textContent === name)?.href
}
