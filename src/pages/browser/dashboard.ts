/** What a dashboard does in a browser: draws its charts, follows its links and filters in place, asks, and tells how runs go. */
import { startCharts } from './dashboard/charts.ts'
import { startForms } from './dashboard/forms.ts'
import { startRunProgress } from './dashboard/run-progress.ts'
import { followInPlace } from './dashboard/show-page.ts'
import { sayParts } from './tables.ts'

const start = (): void => {
  startCharts()
  startForms()
  startRunProgress()
  sayParts()
}

followInPlace(start)
start()
