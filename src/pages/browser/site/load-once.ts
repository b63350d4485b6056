/** Data of a static site: a script that sets a variable, added to the page when it is first asked for. */

/** What a script holds, loaded at the first call. */
export function loadOnce<T>(file: URL, read: () => T): () => Promise<T> {
  let loaded: Promise<T> | undefined
  return () => {
    loaded ??= new Promise((done, failed) => {
      const script = document.createElement('script')
      script.src = file.href
      script.addEventListener('load', () => done(read()))
      script.addEventListener('error', () => failed(new Error(`${file.href} cannot be read`)))
      document.head.append(script)
    })
    return loaded
  }
}
