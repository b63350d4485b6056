/**
 * The registered name behind a host, by the seed of public suffixes and the macro that reads it, against the package
 * that the seed was made from. tests/assertions/domains_case_by_case.sql has the cases that a person can read.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { getDomain, parse } from 'tldts'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const target = mkdtempSync(join(tmpdir(), 'model-domains-'))

function model(args: readonly string[]): string {
  const where = ['--project-dir', root, '--target-path', target]
  return execFileSync(process.execPath, [join(root, 'dist/bin.js'), ...args, ...where], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

beforeAll(() => void model(['seed', '--select', 'public_suffixes']), 60_000)
afterAll(() => rmSync(target, { recursive: true, force: true }))

/** Hosts at, below and beside a sample of all suffixes: each kind of rule is among them. */
function hosts(): string[] {
  const rules = readFileSync(join(root, 'seeds/public_suffixes.csv'), 'utf8').trim().split('\n')
  const sample = rules.slice(1).filter((rule, index) => index % 29 === 0 || /exception/.test(rule))
  const suffixes = [...sample.map(rule => rule.split(',')[0]!), 'com', 'example', 'рф']
  const prefixes = ['', 'one.', 'two.one.', 'three.two.one.']
  const found = suffixes.flatMap(suffix => prefixes.map(prefix => prefix + suffix))
  return found.filter(host => host.includes('.'))
}

const withPrivate = { allowPrivateDomains: true }

/** "blogspot.com": to tldts a suffix without a name, to the macro the name of the company that runs it. */
function isPrivateSuffix(host: string): boolean {
  const { isPrivate, publicSuffix } = parse(host, withPrivate)
  return isPrivate === true && publicSuffix === host
}

it('registrable_domain finds what tldts finds, for every kind of rule', () => {
  const values = hosts().map(host => `('${host}')`)
  const template = `select host, {{registrable_domain "host"}} as name from (values ${values}) as given (host)`
  const rows: { host: string; name: string | null }[] = JSON.parse(
    model(['show', '--inline', template, '--limit', '100000', '--output', 'json']),
  )
  expect(rows.length).toBeGreaterThan(1000)
  const compared = rows
    .filter(({ host }) => !isPrivateSuffix(host))
    .map(row => ({ ...row, expected: getDomain(row.host, withPrivate) }))
  expect(compared.filter(({ name, expected }) => name !== expected)).toEqual([])
}, 60_000)
