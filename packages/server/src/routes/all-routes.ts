import type { Route } from '../routing/route.ts'
import { destinationRoutes } from './ends/destinations.ts'
import { sourceRoutes } from './ends/sources.ts'
import { listErrors, listRejects, readSchema } from './look/look-routes.ts'
import { readSavepoints, resetSavepoints, setSavepoints } from './look/savepoint-routes.ts'
import { listPipelines } from './manage/list-pipelines.ts'
import { cancelRun, watchRun } from './manage/live-runs.ts'
import { advancedEdit, buildAgain, editPipeline, planEdit, readPipeline } from './manage/manage-pipelines.ts'
import { previewPipeline, readChoices } from './manage/prepare-pipelines.ts'
import { createOrDuplicate } from './pipelines/create-or-duplicate.ts'
import { deletePipeline } from './pipelines/delete-pipeline.ts'
import { listRuns } from './pipelines/list-runs.ts'
import { readRun } from './pipelines/read-run.ts'
import { readStatus } from './pipelines/read-status.ts'
import { runPipeline } from './pipelines/run-pipeline.ts'
import { setSchedule } from './pipelines/set-schedule.ts'
import { setStatus } from './pipelines/set-status.ts'
import { startRun } from './pipelines/start-run.ts'
import { readHealth, readReadiness } from './service/health.ts'

/** All routes, in the order of the document. */
export const allRoutes: readonly Route[] = [
  readHealth,
  readReadiness,
  ...sourceRoutes,
  ...destinationRoutes,
  listRuns,
  listErrors,
  readRun,
  watchRun,
  cancelRun,
  runPipeline,
  readStatus,
  createOrDuplicate,
  setStatus,
  setSchedule,
  startRun,
  listPipelines,
  readChoices,
  previewPipeline,
  readSchema,
  listRejects,
  readSavepoints,
  setSavepoints,
  resetSavepoints,
  planEdit,
  advancedEdit,
  buildAgain,
  readPipeline,
  editPipeline,
  deletePipeline,
]
