/** A model or singular test is one SELECT: the semicolon that may end it goes, a second statement is an error. */
import { modelError } from '../errors/model-error.ts'
import { isEmptyStatement, secondStatement, withoutTrailingSemicolon } from '../sql/statement.ts'
import type { TemplateText } from './facts.ts'
import { mapOffset } from './map-offset.ts'
import type { RenderedSql } from './render.ts'

/**
 * The statement alone, with every offset where it was, so that text can be put around it. Checked here and not by the
 * database: some drivers send several statements at once, and a stage must never run what follows its SELECT.
 * @throws ModelError M1221 at the second statement, M1222 for a text without any.
 */
export function oneStatement(rendered: RenderedSql, template: TemplateText): RenderedSql {
  const start = { file: template.path, line: 1, column: 1 }
  if (isEmptyStatement(rendered.text)) throw modelError('M1222', {}, { place: start })
  const second = secondStatement(rendered.text)
  if (second !== undefined) {
    throw modelError('M1221', {}, { place: mapOffset(rendered, second) ?? start })
  }
  const text = withoutTrailingSemicolon(rendered.text)
  return text === rendered.text ? rendered : { ...rendered, text }
}
