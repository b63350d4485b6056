/** Codes M16xx (endpoints as files). */
import { define } from '../define.ts'

/** ` Did you mean X?` where there is an X. */
const meant = (nearest: string | undefined) =>
  nearest === undefined ? undefined : `Did you mean ${nearest}?`

export const endpointErrors = {
  M1601: define<{ name: string }>({
    title: 'A parameter outside of an endpoint',
    message: f => `{{param "${f.name}"}} stands in a template that no request asks for.`,
    hint: () =>
      'Parameters belong to files of the endpoints folder; in a model use {{var "name"}}, in a macro an argument.',
    help: '{{params ...}} and {{param "name"}} are for endpoints: their values come with a request. A model has no request; what varies there is a var. A macro that an endpoint uses gets the parameter as an argument.',
  }),
  M1602: define<{ problem: string }>({
    title: 'Parameters that cannot be read',
    message: f => `{{params ...}} ${f.problem}.`,
    hint: () =>
      'Write {{params range=(enum "7d" "30d" default="7d") search=(text optional=true)}} once, at the top of the file.',
    help: '{{params ...}} declares what an endpoint takes from a request: name=(kind option=value), with literal values alone, outside of blocks and other calls.',
  }),
  M1603: define<{ name: string; problem: string }>({
    title: 'A parameter where its value would have to be known',
    message: f => `{{param "${f.name}"}} ${f.problem}.`,
    hint: () =>
      'Decide in SQL: ({{param "search"}} is null or name = {{param "search"}}). An endpoint is one statement.',
    help: 'A parameter is a bound value of one prepared statement: its value is never text of the template, so {{#if}}, (eq ...), (literal ...) and the like cannot look at it. Conditions on parameters are written in SQL. It may be an argument of a macro, which puts it into the SQL.',
  }),
  M1604: define<{ name: string; problem: string; instead: string }>({
    title: 'A parameter that is declared wrongly',
    message: f => `The parameter ${f.name} ${f.problem}.`,
    hint: f => f.instead,
    help: 'A parameter has a kind (text, enum, integer, number, boolean, date, timestamp, uuid, json, limit, offset, header, client, body, request, run, random_code) and options such as optional, default, min, max, max_length and description. Its name is not the name of a var, and it is used in the statement.',
  }),
  M1605: define<{ name: string; nearest?: string | undefined }>({
    title: 'A parameter that is not declared',
    message: f => `{{param "${f.name}"}} is not declared in {{params ...}}.`,
    hint: f => meant(f.nearest) ?? `Declare it: {{params ${f.name}=(text)}}.`,
    help: 'Every parameter that a statement uses is declared with its kind, so that a request that gives it wrongly is refused before the database is asked.',
  }),
  M1606: define<{ path: string; problem: string }>({
    title: 'The name of an endpoint file',
    message: f => `${f.path} ${f.problem}.`,
    hint: () =>
      'Files are named by what asks for them: endpoints/api/links/[id].delete.sql is DELETE /api/links/[id].',
    help: 'The path of an endpoint is its place below the endpoints folder; the method stands before the extension (get, post, patch, delete). index is the folder itself, [name] a parameter of the path. Letters, digits, - _ . and ~ may stand in a path. A .sql file without a method has no path of its own: a .yml endpoint answers with it.',
  }),
  M1607: define<{ route: string; first: string }>({
    title: 'Two endpoints for one path',
    message: f => `${f.route} is answered by ${f.first} already.`,
    hint: () => 'Rename one of the two files. Parameters of a path are alike, whatever their name.',
    help: 'A request must be answered by one endpoint. Two files answer the same requests when they have the same method and their paths differ in the names of parameters alone.',
  }),
  M1608: define<{ key: string; problem: string; instead: string }>({
    title: "An endpoint's config that does not fit",
    message: f => `${f.key} ${f.problem}.`,
    hint: f => f.instead,
    help: 'The keys of an endpoint must go together: redirect and csv are answers to GET, rows are suppressed where they are rows, a run endpoint is a POST.',
  }),
  M1609: define<{ text: string; nearest?: string | undefined }>({
    title: 'An answer that does not exist',
    message: f => `answer: ${f.text} is no endpoint of this project that is a statement.`,
    hint: f =>
      meant(f.nearest) ?? 'Name an endpoint (GET /api/stats) or a .sql file beside this one.',
    help: 'A run endpoint answers with the statement of another endpoint: its method and path as requests write them, or a .sql file without a method that lies in the same folder.',
  }),
  M1610: define<{ path: string }>({
    title: 'An answer that nobody gives',
    message: f => `${f.path} has no method in its name and is the answer of no endpoint.`,
    hint: () =>
      'Name it with its method, such as stats.get.sql, or write answer: in a .yml endpoint of its folder.',
    help: 'A .sql file of the endpoints folder without get, post, patch or delete before its extension is not asked for by requests. It is there to be the answer of a .yml endpoint.',
  }),
  M1611: define<{ endpoint: string; found: string; expected: string }>({
    title: 'An answer of another shape',
    message: f => `${f.endpoint} answers ${f.found}; expected ${f.expected}.`,
    hint: () => 'Change what the statement selects, or the response of {{config ...}}.',
    help: 'Before it serves, every endpoint is described by the database: json needs one column of type json or jsonb, redirect a column named location, columns have different names, persons names columns that count.',
  }),
  M1612: define<{ endpoint: string; relation: string }>({
    title: 'An endpoint that writes what is not its own',
    message: f => `${f.endpoint} writes ${f.relation}, which is no managed table of this project.`,
    hint: () => 'Endpoints write to sources with managed: true, named by {{source "..." "..."}}.',
    help: 'What a build makes is replaced by the next build, and what others own is theirs: an endpoint may write managed tables alone. Which tables a statement writes is asked of the database before it serves.',
  }),
  M1613: define<{ endpoint: string; found: string }>({
    title: 'A statement that is no query',
    message: f => `${f.endpoint} begins with ${f.found}.`,
    hint: () => 'An endpoint is one SELECT; with writes=true also INSERT, UPDATE, DELETE or MERGE.',
    help: 'An endpoint is one statement that answers with rows. Without writes=true it runs in a transaction that cannot write.',
  }),
  M1615: define<{ endpoint: string }>({
    title: 'An endpoint without a statement',
    message: f => `${f.endpoint} is no statement: it runs a selection, or tells the state of one.`,
    hint: () => 'Compile or show the endpoint that it answers with, or the models that it runs.',
    help: 'Endpoints that are .yml files have no SQL of their own.',
  }),
  M1614: define<{ endpoint: string; text: string }>({
    title: 'An endpoint that the database refuses',
    message: f => `The statement of ${f.endpoint} cannot be prepared: ${f.text}`,
    hint: () => 'Correct the statement, or build what it reads: `model build`.',
    help: 'Before an endpoint serves, the database describes its statement. What it refuses is shown at the line of the template: an unknown column, a relation that was not built yet.',
  }),
}
