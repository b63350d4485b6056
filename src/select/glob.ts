/** The globs of selections: `*`, `?` and `[...]` in names, and also `**` in paths. Pure text. */

/** True when a value has to be matched as a glob. */
export function isGlob(pattern: string): boolean {
  return /[*?[\]]/.test(pattern)
}

/** Whether a whole name is like the pattern; `*` is any text, dots too. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  if (!isGlob(pattern)) return name => name === pattern
  const regex = new RegExp(`^${translate(pattern, '.')}$`, 's')
  return name => regex.test(name)
}

/** Whether a path, or a folder above it, is like the pattern; `*` stays within a folder, `**` does not. */
export function pathMatcher(pattern: string): (path: string) => boolean {
  const normal = pattern
    .replaceAll('\\', '/')
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '')
  if (normal === '' || normal === '.') return () => true
  const parts = normal.split('/').map(part => (part === '**' ? '**' : translate(part, '[^/]')))
  const joined = parts.reduce((text, part, index) => {
    const slash = index > 0 && parts[index - 1] !== '**' ? '/' : ''
    if (part !== '**') return text + slash + part
    return index === parts.length - 1 ? `${text}${slash}.*` : `${text}${slash}(?:.*/)?`
  }, '')
  const regex = new RegExp(`^${joined}(?:/.*)?$`, 's')
  return path => regex.test(path)
}

/** A glob as the source of a regular expression; `any` is what a wildcard may stand for. */
function translate(pattern: string, any: string): string {
  return pattern.replace(
    /\*+|\?|\[(!?)(\]?[^\]]*)\]|[.+^${}()|[\]\\/]/g,
    (found, negated: string | undefined, set: string | undefined) => {
      if (found[0] === '*') return `${any}*`
      if (found === '?') return any
      if (set === undefined || set === '') return `\\${found.split('').join('\\')}`
      return `[${negated ? '^' : ''}${set.replace(/[\\\][^]/g, '\\$&')}]`
    },
  )
}
