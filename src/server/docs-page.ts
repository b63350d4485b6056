/** A page on which people try the endpoints: everything in it, nothing from elsewhere. */
import { createHash } from 'node:crypto'
import type { Manifest } from '../compile/manifest.ts'
import type { ServiceAnswer } from './request.ts'

const STYLE = `
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
h1{font-size:1.3rem}details{border:1px solid #d0d7de;border-radius:6px;margin:.5rem 0}
summary{padding:.5rem .8rem;cursor:pointer}summary b{display:inline-block;min-width:4.5rem}
form{padding:.3rem .8rem .8rem}label{display:block;margin:.3rem 0}label span{display:inline-block;min-width:9rem}
input,select,textarea{font:inherit;padding:.2rem .4rem;border:1px solid #afb8c1;border-radius:4px;background:inherit;color:inherit}
textarea{width:100%;height:6rem;font-family:ui-monospace,monospace}
pre{background:#f6f8fa;padding:.6rem;overflow:auto;max-height:30rem;white-space:pre-wrap}
button{font:inherit;padding:.25rem .8rem}small{color:#57606a}
@media (prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}pre{background:#161b22}details{border-color:#30363d}small{color:#8b949e}}
`

const SCRIPT = `
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}
const field = (name, schema, required) => {
  const input = schema.enum
    ? make('select', {}, make('option', { value: '' }), ...schema.enum.map(value => make('option', { value, textContent: value })))
    : make('input', { placeholder: schema.default ?? '' })
  input.name = name
  input.required = required
  const note = [schema.format ?? schema.type ?? '', required ? 'needed' : ''].filter(Boolean).join(', ')
  return make('label', {}, make('span', { textContent: name }), input, make('small', { textContent: ' ' + note }))
}
const send = async (form, method, path, operation, output) => {
  const values = new FormData(form)
  const query = new URLSearchParams()
  let url = path
  for (const parameter of operation.parameters) {
    const value = values.get(parameter.name)
    if (parameter.in === 'path') url = url.replace('{' + parameter.name + '}', encodeURIComponent(value))
    else if (value) query.set(parameter.name, value)
  }
  if (query.size) url += '?' + query
  const body = values.get('__body') || undefined
  const headers = body ? { 'content-type': 'application/json' } : {}
  const token = document.querySelector('#token').value
  if (token) headers.authorization = 'Bearer ' + token
  output.textContent = '...'
  const started = performance.now()
  const response = await fetch(url, { method: method.toUpperCase(), headers, body, redirect: 'manual' })
  const text = await response.text()
  const took = Math.round(performance.now() - started)
  let shown = text
  try { shown = JSON.stringify(JSON.parse(text), null, 2) } catch { shown = text }
  output.textContent = method.toUpperCase() + ' ' + url + '\\n' + (response.status || 'a redirect') + ' in ' + took + ' ms\\n\\n' + shown
}
const show = (path, method, operation) => {
  const output = make('pre')
  const form = make('form')
  for (const { name, schema, required } of operation.parameters) form.append(field(name, schema, required))
  const content = operation.requestBody?.content['application/json']
  if (content) {
    const fields = Object.keys(content.schema.properties ?? {})
    const sample = JSON.stringify(Object.fromEntries(fields.map(name => [name, null])), null, 2)
    form.append(make('label', {}, 'Body', make('textarea', { name: '__body', value: operation.requestBody.required ? sample : '' })))
  }
  form.append(make('button', { textContent: 'Send' }), output)
  form.addEventListener('submit', event => {
    event.preventDefault()
    send(form, method, path, operation, output).catch(error => { output.textContent = String(error) })
  })
  const title = make('summary', {}, make('b', { textContent: method.toUpperCase() }), path + ' ', make('small', { textContent: operation.summary }))
  return make('details', {}, title, form)
}
const load = async () => {
  const token = document.querySelector('#token').value
  const response = await fetch('/openapi.json', { headers: token ? { authorization: 'Bearer ' + token } : {} })
  const list = document.querySelector('#list')
  if (!response.ok) { list.textContent = 'A token is needed to see the endpoints.'; return }
  const { paths } = await response.json()
  list.replaceChildren(...Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => show(path, method, operation))))
}
document.querySelector('#token').addEventListener('change', load)
load()
`

const digest = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const POLICY = [
  "default-src 'none'",
  `script-src ${digest(SCRIPT)}`,
  `style-src ${digest(STYLE)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The page. */
export function docsPage({ project }: Manifest): ServiceAnswer {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${project.name}: endpoints</title><style>${STYLE}</style></head><body>
<h1>${project.name}: endpoints</h1>
<p><label><span>Token</span><input id="token" type="password" autocomplete="off"></label>
<small>Described in <a href="/openapi.json">openapi.json</a>.</small></p>
<div id="list"></div><script>${SCRIPT}</script></body></html>
`
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'cache-control': 'no-store',
  }
  return { status: 200, headers, body }
}
