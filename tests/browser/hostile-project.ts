/**
 * A small project in which every text that a person or a file can bring is hostile: descriptions, tags, meta, names of
 * columns, rows, messages of the database, the command line. A page that puts one of them out as code sets a mark.
 */
import type { Files } from '../support/project.ts'

/** Sets a mark in whatever way it is run. */
const MARK = 'window.hostile=1'

/** Texts that are code where they are not escaped. Each holds `hostile`, so that it is found on a page. */
export const PAYLOADS = {
  script: `<script>${MARK}</script>`,
  image: `"><img src=x onerror="${MARK}">`,
  single: `'><img src=x onerror='${MARK}'>`,
  link: `[hostile](javascript:${MARK}) <javascript:${MARK}> ![hostile](javascript:${MARK})`,
  entity: `[hostile](&#106;avascript:${MARK}) [hostile](java\tscript:${MARK})`,
  data: `[hostile](data:text/html,<script>${MARK}</script>)`,
  closing: `</script><script>${MARK}</script><!--`,
  drawing: `<svg onload="${MARK}"><script>${MARK}</script></svg>`,
  separator: `hostile \u2028;${MARK}//\u2029`,
  styled: `</style></title></textarea><style>*{background:url(javascript:${MARK})}</style>`,
  template: `hostile \${${MARK}} <%= ${MARK} %>`,
} as const

const ALL = Object.values(PAYLOADS).join(' ')
const quoted = (text: string): string => JSON.stringify(text)
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A column whose name is code. */
export const HOSTILE_COLUMN = 'hostile"><img src=x onerror=window.hostile=1>'

const SCHEMA = `models:
  - name: orders
    description: ${quoted(ALL)}
    meta: {owner: ${quoted(PAYLOADS.image)}, ${quoted(PAYLOADS.single)}: ${quoted(PAYLOADS.script)}}
    config:
      tags: [${quoted(PAYLOADS.image)}, ${quoted(PAYLOADS.closing)}]
    columns:
      - name: id
        description: ${quoted(PAYLOADS.link)}
        tests: [unique, not_null]
      - name: campaign
        description: ${quoted(ALL)}
        tests:
          - accepted_values:
              values: [${quoted(PAYLOADS.script)}]
              config: {severity: warn}
      - name: ${quoted(HOSTILE_COLUMN)}
        description: ${quoted(PAYLOADS.drawing)}
  - name: totals
    description: ${quoted(`# Heading ${PAYLOADS.script}\n\n- ${PAYLOADS.link}\n\n\`${PAYLOADS.closing}\`\n\n\`\`\`html\n${PAYLOADS.drawing}\n\`\`\`\n`)}
exposures:
  - name: board
    type: dashboard
    url: ${quoted(`javascript:${MARK}`)}
    description: ${quoted(ALL)}
    owner: {name: ${quoted(PAYLOADS.image)}, email: ${quoted(PAYLOADS.single)}}
    depends_on: [ref('totals')]
`

const SOURCES = `sources:
  - name: shop
    description: ${quoted(ALL)}
    tables:
      - name: links
        managed: true
        description: ${quoted(ALL)}
        columns:
          - {name: id, data_type: text, description: ${quoted(PAYLOADS.script)}, constraints: [{type: primary_key}]}
          - {name: label, data_type: text}
`

const values = Object.values(PAYLOADS)
  .map((text, at) => `(${at}, ${literal(text.replaceAll('{', '('))})`)
  .join(', ')

/** A table and what reads it, of three threads' worth. */
const chain = (name: string, parent: string): Files => ({
  [`models/${name}.sql`]: `{{config materialized="table"}}select id from {{ref "${parent}"}}`,
})

const named = (name: string): string => quoted(`${name} ${ALL.replaceAll('{', '(')}`)
const text = named('text')

/** Charts and a table over rows that are code, with titles and labels that are. */
const DASHBOARD = `title: ${text}
description: ${text}
filters:
  - {name: campaign, label: ${text}, options: {endpoint: GET /api/orders, value: campaign}}
sections:
  - title: ${named('section')}
    note: ${text}
    items:
      - {kind: pie, id: share, title: ${named('pie')}, endpoint: GET /api/orders, label: campaign, value: {column: id, label: ${text}}}
      - {kind: bar, id: bars, title: ${named('bars')}, endpoint: GET /api/orders, x: campaign, y: {column: id, label: ${text}}}
      - {kind: table, id: rows, title: ${named('table')}, endpoint: GET /api/orders, columns: [id, {column: campaign, label: ${text}, format: badge}]}
`

/** The files; a build of them has a warning. */
export const HOSTILE: Files = {
  'models/orders.sql': `{{config materialized="table"}}
-- ${PAYLOADS.script} ${PAYLOADS.image}
select id, campaign, campaign as ${`"${HOSTILE_COLUMN.replaceAll('"', '""')}"`}
from (values ${values}) as t (id, campaign)
`,
  'models/totals.sql': 'select campaign, count(*) as orders from {{ref "orders"}} group by 1',
  ...chain('first', 'orders'),
  ...chain('second', 'first'),
  'models/schema.yml': SCHEMA,
  'models/sources.yml': SOURCES,
  'dashboards/charts.yml': DASHBOARD,
  'endpoints/api/orders.get.sql':
    '{{params campaign=(text optional=true)}}select id, campaign from {{ref "orders"}} where {{param "campaign"}} is null or campaign = {{param "campaign"}} order by id',
  'endpoints/api/refresh.post.yml':
    'run: {command: build, select: [orders, totals, first, second]}\n',
}

/** A model that the database refuses, with a message that is code. */
export const BROKEN: Files = {
  'models/broken.sql': `select id,\n  "${PAYLOADS.script}"\nfrom {{ref "orders"}}`,
}
