/** Ends the process at a named moment of a run, as a power cut would: for tests of recovery. Off unless asked for. */

/**
 * Reads `MODEL_FAULT`: the name of a point, and after a colon which time it is reached (default: the first).
 * `kill` ends the process without any farewell.
 */
export function faultPoint(
  setting: string | undefined,
  kill: () => void,
): ((point: string) => void) | undefined {
  if (setting === undefined || setting === '') return undefined
  const [, point, time = '1'] = /^(.*?)(?::(\d+))?$/.exec(setting)!
  let left = Number(time)
  return reached => {
    if (reached === point && --left === 0) kill()
  }
}
