/** The documentation as files: complete, small, and with nothing in it that a description could run. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { fileOf, nodeFile } from '../../src/pages/static/file-names.ts'
import { writeSite } from '../../src/pages/static/write-site.ts'
import { inWorkspace, run, writeProject } from '../support/project.ts'

const EVIL = '"><img src=x onerror=alert(1)></script><script>alert(1)</script>'
const NOW = new Date('2026-02-14T00:00:00Z')

const PROJECT = {
  'models/orders.sql': `{{config materialized="table"}}\n-- ${EVIL}\nselect 1 as id, '<script>' as note\n`,
  'models/totals.sql': 'select count(*) as n from {{ref "orders"}} {{!-- <script> --}}\n',
  'models/schema.yml': `models:
  - name: orders
    description: ${JSON.stringify(`**Orders** ${EVIL}`)}
    config: {tags: [${JSON.stringify(EVIL)}]}
    columns:
      - {name: id, description: ${JSON.stringify(EVIL)}, tests: [not_null]}
      - {name: ${JSON.stringify(EVIL)}, description: '[x](javascript:alert(1))'}
`,
  'macros/evil.sql': `{{#macro "evil" as |it|}}'<script>' || {{it}}{{/macro}}\n`,
}

describe('writeSite()', () => {
  let folder = ''
  beforeAll(async () => {
    const root = writeProject(PROJECT)
    await run(root)
    folder = join(root, 'site')
    await inWorkspace(root, workspace => writeSite(workspace, { folder, language: 'en', now: NOW }))
  })

  const pages = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
      name.endsWith('.html'),
    )
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')

  it('writes a page for everything but generic tests, each linked to files that are there', () => {
    expect(pages()).toContain('nodes/model.shop.orders.html')
    expect(pages()).toContain('nodes/macro.shop.evil.html')
    for (const page of pages()) {
      for (const [, link] of read(page).matchAll(/(?:href|src|action)="([^"#?]+)[^"]*"/g))
        expect([page, existsSync(join(folder, dirname(page), link!))]).toEqual([page, true])
    }
  })

  it('has nothing in it that runs but its own two scripts', () => {
    expect(pages().length).toBeGreaterThan(5)
    for (const page of pages()) {
      const html = read(page)
      const scripts = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)
      expect(scripts.filter(tag => !/ src="(\.\.\/)?assets\/(theme|site)\.js"/.test(tag))).toEqual(
        [],
      )
      expect(html).not.toMatch(/<img src=x|href="javascript:|<[a-z]+ [^>]*\bonerror=[^"&]/i)
      expect(html).toContain('http-equiv="content-security-policy"')
    }
  })

  it('says the state, the result of tests, the type of columns and the code as compiled', () => {
    const html = read('nodes/model.shop.orders.html')
    expect(html).toContain('<span class="tag good">fresh</span>')
    expect(html).toContain('<strong>Orders</strong>')
    expect(html).toContain('<td class="mono muted">integer</td>')
    expect(html).toContain('<span class="tag good">passed</span>')
    expect(read('nodes/model.shop.totals.html')).toContain('from "public"."orders"')
  })

  it('has data that are scripts, whatever is in them', () => {
    const names: unknown[] = []
    for (const name of ['search', 'lineage']) {
      const text = read(`data/${name}.js`)
      expect(text).not.toMatch(/[\u2028\u2029]/)
      names.push(JSON.parse(text.slice(text.indexOf('=') + 1))[0][0])
    }
    expect(names).toEqual(['model.shop.orders', 'model.shop.orders'])
  })

  it('replaces what it wrote before, and nothing of others', async () => {
    const root = writeProject({ 'models/one.sql': 'select 1 as id\n' })
    const site = join(root, 'site')
    const write = (to: string) =>
      inWorkspace(root, workspace => writeSite(workspace, { folder: to, language: 'fr', now: NOW }))
    const { files, problem } = await write(site)
    expect([files > 5, problem]).toEqual([true, undefined])
    writeFileSync(join(site, 'nodes/model.shop.gone.html'), 'old')
    writeFileSync(join(site, 'CNAME'), 'mine')
    await write(site)
    expect(existsSync(join(site, 'nodes/model.shop.gone.html'))).toBe(false)
    expect(existsSync(join(site, 'CNAME'))).toBe(true)
    expect(readFileSync(join(site, 'index.html'), 'utf8')).toContain('<html lang="fr">')
    await expect(write(join(root, 'models'))).rejects.toThrow('no documentation of ours')
  })
})

describe('fileOf()', () => {
  it.each([
    ['/', 'index.html'],
    ['/models', 'models.html'],
    ['/nodes/model.shop.orders', 'nodes/model.shop.orders.html'],
    ['/lineage/model.shop.orders', 'nodes/model.shop.orders.html#lineage'],
  ])('%s is %s', (path, file) => {
    expect(fileOf(path)).toBe(file)
  })

  it('tells ids apart that a file system does not, and leaves its folder for none', () => {
    const ids = ['model.a.B', 'model.a.b', 'endpoint.a./../../x', 'endpoint.a.x y', 'é'.repeat(300)]
    const files = ids.map(nodeFile)
    expect(new Set(files.map(file => file.toLowerCase())).size).toBe(ids.length)
    for (const file of files) expect(file).toMatch(/^nodes\/[a-z0-9._-]{1,140}\.html$/)
  })

  it('knows what a static site has not', () => {
    expect(() => fileOf('/runs')).toThrow('/runs is no page of a static site')
  })
})
