/** Codes M17xx (dashboards). */
import { define } from '../define.ts'

/** ` Did you mean X?` where there is an X. */
const meant = (nearest: string | undefined) =>
  nearest === undefined ? undefined : `Did you mean ${nearest}?`
const listed = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '))

export const dashboardErrors = {
  M1701: define<{ text: string; nearest?: string | undefined }>({
    title: 'A dashboard names an unknown endpoint',
    message: f => `${f.text} is no endpoint of this project.`,
    hint: f => meant(f.nearest) ?? 'Write method and path as requests do, such as GET /api/stats.',
    help: 'Items, filters and actions of a dashboard are bound to endpoints by their method and path: GET /api/stats, DELETE /api/links/[id]. `model endpoint list` shows them all.',
  }),
  M1702: define<{ endpoint: string; problem: string; instead: string }>({
    title: 'An endpoint that does not fit its place in a dashboard',
    message: f => `${f.endpoint} ${f.problem}.`,
    hint: f => f.instead,
    help: 'An item shows what a GET answers: rows, a row, or a part of a JSON answer named by rows:. Its CSV comes from an endpoint with response="csv". An action is for what changes or runs something: POST, PATCH, DELETE.',
  }),
  M1703: define<{
    endpoint: string
    name: string
    nearest?: string | undefined
    known: readonly string[]
  }>({
    title: 'A dashboard sets an unknown parameter',
    message: f => `${f.endpoint} has no parameter ${f.name}.`,
    hint: f => meant(f.nearest) ?? `Its parameters are: ${listed(f.known)}.`,
    help: 'Parameters of an item, and choose: of an action, are those that the endpoint declares in {{params ...}}.',
  }),
  M1704: define<{ endpoint: string; name: string; problem: string; instead: string }>({
    title: 'A value of a parameter that does not fit',
    message: f => `The parameter ${f.name} of ${f.endpoint} ${f.problem}.`,
    hint: f => f.instead,
    help: 'What a dashboard gives to an endpoint is checked as a request is: values must be of the kind that the parameter declares, those that have no default must be given, and {column: ...} is for the actions of an item, whose rows have columns.',
  }),
  M1705: define<{ kind: string; key: string; needs: readonly string[] }>({
    title: 'An item lacks a key',
    message: f => `A ${f.kind} needs ${f.key}.`,
    hint: f => `A ${f.kind} has ${listed(f.needs)}.`,
    help: 'Every kind of item shows its columns in its own way, so each needs other keys: a pie has label and value, a line x and y, a table columns. docs/dashboards.md lists them.',
  }),
  M1706: define<{ kind: string; key: string; takes: readonly string[] }>({
    title: 'A key of another kind of item',
    message: f => `A ${f.kind} has no ${f.key}.`,
    hint: f => `Remove it; a ${f.kind} takes ${listed(f.takes)}.`,
    help: 'The key belongs to items of another kind, and would be without effect here. docs/dashboards.md lists the keys of each kind.',
  }),
  M1707: define<{ id: string; line: number }>({
    title: 'Two items of one name',
    message: f => `There are two items with the id ${f.id}; the first is in line ${f.line}.`,
    hint: () => 'Give each an id of its own.',
    help: 'The id of an item names it in the addresses of a page: its CSV, its sorting, its part of a table.',
  }),
  M1708: define<{ name: string }>({
    title: 'The name of a dashboard',
    message: f => `A dashboard cannot be named ${f.name}.`,
    hint: () => 'Name the file with small letters, digits, - and _ after a letter: sales.yml.',
    help: 'A dashboard is named by its file and has its page under that name: dashboards/sales.yml is /dashboards/sales.',
  }),
  M1709: define<{ timezone: string; nearest: string | undefined }>({
    title: 'A dashboard in an unknown time zone',
    message: f => `The time zone ${f.timezone} does not exist.`,
    hint: f =>
      meant(f.nearest) ??
      'Write it as the IANA database does, such as Europe/Paris; the default is UTC.',
    help: 'Times of a dashboard are shown in one time zone, named as the IANA database does.',
  }),
  M1710: define<{ name: string; problem: string; instead: string }>({
    title: 'A filter that does not fit',
    message: f => `The filter ${f.name} ${f.problem}.`,
    hint: f => f.instead,
    help: 'A filter sets the parameter of its name at every endpoint of the page that has one. So at least one must have it, and its default and its listed values must be values of that parameter.',
  }),
  M1711: define<{
    endpoint: string
    column: string
    nearest?: string | undefined
    known: readonly string[]
  }>({
    title: 'A dashboard names an unknown column',
    message: f => `${f.endpoint} answers no column ${f.column}.`,
    hint: f => meant(f.nearest) ?? `It answers ${listed(f.known)}.`,
    help: 'Before it serves, the database describes what every endpoint answers, and what dashboards name is looked for there. The columns inside of JSON answers are known only when they are read; what is missing there is said on the page.',
  }),
  M1712: define<{ name: string; first: string }>({
    title: 'Two dashboards of one name',
    message: f => `A dashboard or an exposure is named ${f.name} already, in ${f.first}.`,
    hint: () => 'Rename one of the two.',
    help: 'A dashboard is an exposure of the project, named by its file, so it needs a name of its own among exposures and dashboards.',
  }),
  M1713: define<{ name: string; nearest?: string | undefined; known: readonly string[] }>({
    title: 'A dashboard names unknown words',
    message: f => `There are no words ${f.name} in this dashboard.`,
    hint: f => meant(f.nearest) ?? `Under words: there are ${listed(f.known)}.`,
    help: 'Words for values that several columns share stand under words: at the top of the file, each mapping with a name; values: of a column takes that name, and a label takes it in {1:name} for a part of the value.',
  }),
  M1714: define<{ value: string; part: number; stars: number }>({
    title: 'A label fills in a part that its value does not have',
    message: f => `The label of ${f.value} fills in {${f.part}}, and its value has ${f.stars} *.`,
    hint: () => 'Number the parts from 1, one for each * in the value.',
    help: "In words for values a * stands for anything: 'size:*:*' is every size. {1} in its label is what stood for the first *, {2} for the second.",
  }),
}
