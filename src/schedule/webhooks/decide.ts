/** Whether a webhook is told about something, given what it was told before. Pure. */
import type { LastNotice } from '../../state/notifications.ts'
import type { NoticeEvent } from './message.ts'

/** Milliseconds after which what goes on is told again. */
export const REMIND = 12 * 3_600_000

/**
 * Bad news is told once, and again every twelve hours while it goes on; good news only to who heard the bad. `event`
 * undefined: all is well.
 */
export function noticeFor(
  bad: Exclude<NoticeEvent, 'recovery'> | undefined,
  last: LastNotice | undefined,
  now: Date,
): NoticeEvent | undefined {
  const isTold = last !== undefined && last.event !== 'recovery'
  if (bad === undefined) return isTold ? 'recovery' : undefined
  const isOld = last === undefined || now.getTime() - last.sentAt.getTime() >= REMIND
  return !isTold || isOld ? bad : undefined
}
