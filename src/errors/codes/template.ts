/** Codes M12xx (template syntax and rendering) and M13xx (macros). */
import { define } from '../define.ts'

/** ` Did you mean X?` where there is an X. */
function didYouMean(nearest: string | undefined): string | undefined {
  return nearest === undefined ? undefined : `Did you mean ${nearest}?`
}

export const templateErrors = {
  M1201: define<{ found: string; expected?: string }>({
    title: 'A mustache that cannot be read',
    message: f =>
      f.expected === undefined
        ? `The template cannot be read at ${f.found}.`
        : `The template cannot be read at ${f.found}; expected ${f.expected}.`,
    hint: () =>
      'A call is written {{name "text" 1 key="value"}}. Braces that are SQL are written \\{{ or stand in {{{{raw}}}} ... {{{{/raw}}}}.',
    help: 'What stands between {{ and }} is Handlebars: a name, then arguments separated by spaces, text in double or single quotes, named arguments as key=value, calls inside arguments in parentheses. Write two braces that belong to the SQL itself, as in an array literal, as \\{{ or inside {{{{raw}}}} ... {{{{/raw}}}}.',
  }),
  M1202: define<{ opening: string }>({
    title: 'A mustache that is not closed',
    message: f => `${f.opening} is opened here and not closed.`,
    hint: () =>
      'Close it with as many braces as open it, or write \\{{ where the braces belong to the SQL.',
    help: 'Every {{ needs its }}, every {{{{raw}}}} its {{{{/raw}}}}, and a comment {{!-- needs --}}. Quotes inside a mustache must be closed too.',
  }),
  M1203: define<{ block: string }>({
    title: 'A block that is not closed',
    message: f => `The block {{#${f.block}}} is opened here and never closed.`,
    hint: f => `Add {{/${f.block}}} where it ends.`,
    help: 'Blocks such as {{#if}}, {{#each}}, {{#let}} and {{#macro}} end with {{/if}}, {{/each}}, {{/let}} and {{/macro}}.',
  }),
  M1204: define<{ close: string; open?: string }>({
    title: 'A closing tag that does not match',
    message: f =>
      f.open === undefined
        ? `{{/${f.close}}} closes nothing: no block is open here.`
        : `{{/${f.close}}} stands where {{/${f.open}}} was expected.`,
    hint: f =>
      f.open === undefined
        ? `Remove it, or open the block with {{#${f.close}}}.`
        : `Close the blocks in the reverse of the order in which they were opened.`,
    help: 'Blocks nest: the one opened last is closed first.',
  }),
  M1205: define<{ found: string; ours: string }>({
    title: "dbt's template language",
    message: f =>
      `${f.found} is Jinja, the template language of dbt; templates here are Handlebars.`,
    hint: f => `Write ${f.ours}`,
    help: 'Templates are Handlebars, not Jinja: {{ref "orders"}} for {{ ref(\'orders\') }}, {{#if is_incremental}} ... {{/if}} for {% if is_incremental() %} ... {% endif %}, {{#each (list "a" "b") as |x|}} ... {{/each}} for loops, {{#let ... as |x|}} for set, {{! ... }} for comments.',
  }),
  M1206: define<{ found: string; instead: string }>({
    title: 'A part of Handlebars that is not used here',
    message: f => `${f.found} is not part of the template language.`,
    hint: f => f.instead,
    help: 'Partials, decorators and paths with ../ are left out: macros, {{#let}} and names given with as |name| do their work and can be checked before anything runs.',
  }),
  M1207: define<{ name: string; nearest?: string; isVar?: boolean }>({
    title: 'An unknown name in a template',
    message: f =>
      `${f.name} is not known here: it is no built-in, no macro and no name given with as |name|.`,
    hint: f => (f.isVar ? `Write {{var "${f.name}"}} for the var.` : didYouMean(f.nearest)),
    help: 'Every name in a template must be known: a built-in (ref, source, config, var, env, this, literal, ident, list, dict, eq, ne, lt, gt, and, or, not, target, is_incremental), a macro of the project or of the standard set, or a name given by each, let or a macro with as |name|. Vars are read with {{var "name"}}.',
  }),
  M1208: define<{ name: string; signature: string; problem: string }>({
    title: 'Wrong arguments of a built-in',
    message: f => `${f.name} ${f.problem}.`,
    hint: f => `It is written ${f.signature}`,
    help: 'The built-in was called with other arguments than it takes. The hint shows how it is written.',
  }),
  M1209: define<{ what: string; found: string; instead: string }>({
    title: 'A value that cannot be printed',
    message: f => `${f.what} is ${f.found}, and only text, numbers and booleans can be printed.`,
    hint: f => f.instead,
    help: 'A list, a dictionary or null has no text of its own in SQL. Print a list with {{literal x}}, {{ident x}} or {{#each x as |item|}}, one entry of a dictionary with {{x.key}}, and null with {{literal x}}.',
  }),
  M1210: define<{ name: string; nearest?: string }>({
    title: 'An unknown var',
    message: f => `The var "${f.name}" is not set.`,
    hint: f =>
      didYouMean(f.nearest && `"${f.nearest}"`) ??
      `Set it under vars: in project.yml or with --vars, or give a default: {{var "${f.name}" "default"}}.`,
    help: 'Vars come from vars: in project.yml, from vars: of the target and from --vars. One that may be absent needs a default: {{var "name" "default"}}.',
  }),
  M1211: define<{ name: string }>({
    title: 'An environment variable that is not set',
    message: f => `The environment variable ${f.name} is not set.`,
    hint: f => `Set it, or give a default: {{env "${f.name}" "default"}}.`,
    help: 'env reads the environment of the process and the .env file of the project. A variable that may be absent needs a default: {{env "NAME" "default"}}.',
  }),
  M1212: define<Record<never, never>>({
    title: 'No relation of its own',
    message: () => 'this is used where there is no relation of its own.',
    hint: () =>
      'this names the relation of a model, and of the hooks and tests that belong to one.',
    help: 'this is the relation that a model builds. Text that belongs to no model, such as an inline query or a hook of the whole run, has none.',
  }),
  M1213: define<{ path: string; property: string; found: string; nearest?: string }>({
    title: 'An unknown property',
    message: f => `${f.path} has no ${f.property}: it is ${f.found}.`,
    hint: f => didYouMean(f.nearest),
    help: 'A path such as target.name or item.key must lead to something that is there.',
  }),
  M1214: define<{ call: string; argument: string }>({
    title: 'A reference whose name is computed',
    message: f => `${f.call} needs literal names, but ${f.argument} is computed.`,
    hint: f =>
      `Hand over the relation instead of its name: {{#each (list (${f.call} "a") (${f.call} "b")) as |relation|}} or {{my_macro (${f.call} "a")}}.`,
    help: 'The order of building is read from the templates without rendering them, so the names in ref and source must stand there as text. A macro or a loop takes the relations themselves: {{my_macro (ref "orders")}}.',
  }),
  M1215: define<{ problem: string }>({
    title: 'Config that cannot be read',
    message: f => `{{config}} ${f.problem}.`,
    hint: () => '{{config materialized="table" tags=(list "daily")}} at the top level of the file.',
    help: 'config is read without rendering: its values are text, numbers, true, false, null, (list ...) and (dict key=...) of these, each key once, and it stands in no block and no macro.',
  }),
  M1216: define<{ name: string; left: string; right: string }>({
    title: 'A comparison of unlike values',
    message: f => `${f.name} compares ${f.left} with ${f.right}.`,
    hint: () => 'Compare text with text ("1") or a number with a number (1).',
    help: 'eq and ne compare values of one kind (or with null); lt and gt compare two numbers, or two texts in the order of their characters, which is right for dates written as 2026-01-31.',
  }),
  M1217: define<{ found: string }>({
    title: 'each over something that is no list',
    message: f => `each goes over a list or a dictionary, but this is ${f.found}.`,
    hint: () => 'Make a list with (list "a" "b"), or a var that is a list.',
    help: 'each repeats its body for the items of a list or the entries of a dictionary.',
  }),
  M1218: define<{ problem: string; instead: string }>({
    title: 'Block parameters that do not fit',
    message: f => `${f.problem}.`,
    hint: f => f.instead,
    help: 'each and let name what they hand over: {{#each items as |item index|}}, {{#let value as |name|}}. The names must not be those of built-ins. Inside each, this is still the relation of the model, never the item.',
  }),
  M1219: define<{ found: string }>({
    title: 'Nested too deeply',
    message: f => `${f.found} is nested too deeply.`,
    hint: () => 'Take parts of it apart, for instance into macros.',
    help: 'Blocks and calls can be nested a few hundred levels deep.',
  }),
  M1220: define<{ name: string; found: string; instead: string }>({
    title: 'A name used in the wrong form',
    message: f => `${f.name} is used as ${f.found}.`,
    hint: f => f.instead,
    help: 'if, unless, each and let are blocks; ref, source, var and the other functions are calls; a value given by each, let or a macro takes no arguments.',
  }),
  M1221: define({
    title: 'More than one statement',
    message: () => 'A second statement begins here; a model or test is one SELECT.',
    hint: () =>
      'Put what else is to be done into a pre_hook or post_hook, or into a model of its own.',
    help: 'A model is one SELECT: the tool puts it into the statement that builds its relation. A semicolon may end it, but nothing may follow. Other statements belong into hooks.',
  }),
  M1222: define({
    title: 'No statement',
    message: () => 'There is no SQL in this file; a model or test is one SELECT.',
    hint: () => 'Write a SELECT, or remove the file.',
    help: 'The file holds nothing but space, comments and conditions that are false here.',
  }),
  M1301: define<{ name: string; kind: string; other: string; adapter?: string }>({
    title: 'Two macros of one name',
    message: f =>
      `The ${f.kind} "${f.name}"${f.adapter ? ` for ${f.adapter}` : ''} is declared twice: here and at ${f.other}.`,
    hint: () => 'Rename one of them, or remove it.',
    help: 'A macro or generic test is declared once for all adapters and at most once for each adapter. A project may replace one of the standard set.',
  }),
  M1302: define<{ name: string }>({
    title: 'A macro named like a built-in',
    message: f => `"${f.name}" is a built-in name; a macro cannot have it.`,
    hint: () => 'Choose another name.',
    help: 'The names of built-ins mean the same in every project.',
  }),
  M1303: define<{ name: string; problem: string; signature: string }>({
    title: 'Wrong arguments of a macro',
    message: f => `The macro ${f.name} ${f.problem}.`,
    hint: f => `It is declared as ${f.signature}`,
    help: 'The names between the bars of a macro must all be given, in order or by name; parameters with a default are given by name.',
  }),
  M1304: define<{ path: readonly string[] }>({
    title: 'Macros that call each other in a circle',
    message: f => `The macro ${f.path[0]} calls itself: ${f.path.join(' -> ')}.`,
    hint: () => 'Break the circle; use {{#each}} for repetition.',
    help: 'A macro cannot call itself, directly or through others: it would never end.',
  }),
  M1305: define<{ found: string }>({
    title: 'A macro file with something else in it',
    message: f => `A macro file holds macros and tests, but ${f.found} stands outside of them.`,
    hint: () => 'Put it into {{#macro "name" as |a b|}} ... {{/macro}}, or make it a comment.',
    help: 'Between the macros of a file only space, SQL comments and {{! comments }} may stand.',
  }),
  M1306: define<{ kind: string; problem: string }>({
    title: 'A macro that is declared wrongly',
    message: f => `The ${f.kind} ${f.problem}.`,
    hint: f =>
      f.kind === 'test'
        ? '{{#test "name" as |model column|}} a SELECT of the bad rows {{/test}}'
        : '{{#macro "name" z="1.96" as |k n|}} SQL {{/macro}}, for one adapter with adapter="...".',
    help: 'A macro is declared by {{#macro "name" optional="default" as |required|}} in a file of its own folder: the name is literal text, defaults are literal values. A generic test is declared by {{#test "name" as |model column|}}.',
  }),
  M1307: define<{ name: string; message: string }>({
    title: 'A TypeScript macro failed',
    message: f => `The TypeScript macro ${f.name} failed: ${f.message}.`,
    help: 'The function threw, or its file could not be loaded. The cause is shown with --debug.',
  }),
  M1308: define<{ name: string; found: string }>({
    title: 'A TypeScript macro that returns no value',
    message: f => `The TypeScript macro ${f.name} returned ${f.found}.`,
    hint: () =>
      'Return text, a number, a boolean, or a list or dictionary of these; not a promise.',
    help: 'A macro is a plain function from values to a value: rendering is pure and waits for nothing.',
  }),
  M1309: define<{ what: string }>({
    title: 'A clock or random value in a macro',
    message: f =>
      `${f.what} was called in a TypeScript macro; rendering must give the same text every time.`,
    hint: () => 'Use {{var "as_of"}} for the time of the run and hand it to the macro.',
    help: 'A macro that depends on the clock or on chance would make a model look changed at every run. The time of a run is the var as_of.',
  }),
  M1310: define<{ name: string; adapter: string; adapters: readonly string[] }>({
    title: 'A macro without a form for this adapter',
    message: f =>
      `The macro ${f.name} is declared for ${f.adapters.join(', ')} alone, and the target's adapter is ${f.adapter}.`,
    hint: f => `Declare it for all adapters, or with adapter="${f.adapter}".`,
    help: 'A macro declared with adapter="..." exists on targets of that adapter only. One declared without it is for all others.',
  }),
}
