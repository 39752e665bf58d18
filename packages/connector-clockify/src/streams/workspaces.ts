import type { StreamDefinition } from '@millrace/core/plugin'
import { toWorkspace } from '../entities/to-workspace.ts'
import { withCreatedAt } from './list-stream.ts'
import { membershipTable } from './membership-table.ts'
import type { StreamTools } from './stream-tools.ts'

/** The workspaces themselves, with their settings. */
export function workspaces({ workspaces: known }: StreamTools): StreamDefinition {
  return {
    description: 'Workspaces with their settings, plans and members.',
    primaryKey: 'id',
    columns: {
      id: 'text',
      canSeeTimeSheet: 'boolean',
      'automaticLock.firstDay': 'text',
      'automaticLock.olderThanValue': 'float',
      'automaticLock.changeDay': 'text',
      'automaticLock.olderThanPeriod': 'text',
      'automaticLock.type': 'text',
      'automaticLock.dayOfMonth': 'float',
      isProjectPublicByDefault: 'boolean',
      projectFavorites: 'boolean',
      onlyAdminsCreateTag: 'boolean',
      forceTags: 'boolean',
      onlyAdminsCreateProject: 'boolean',
      trackTimeDownToSecond: 'boolean',
      timeRoundingInReports: 'boolean',
      'hourlyRate.currency': 'text',
      'hourlyRate.amount': { type: 'float', description: 'In cents or the like' },
      timeTrackingMode: 'text',
      onlyAdminsSeeBillableRates: 'boolean',
      onlyAdminsSeePublicProjectsEntries: 'boolean',
      onlyAdminsCreateTask: 'boolean',
      projectPickerSpecialFilter: 'boolean',
      forceProjects: 'boolean',
      canSeeTracker: 'boolean',
      projectGroupingLabel: 'text',
      forceTasks: 'boolean',
      forceDescription: 'boolean',
      defaultBillableProjects: 'boolean',
      name: 'text',
      imageUrl: 'text',
      lockTimeEntries: 'timestamp',
      onlyAdminsSeeAllTimeEntries: 'boolean',
      onlyAdminsSeeDashboard: 'boolean',
      'round.minutes': 'float',
      'round.round': 'text',
      featureSubscriptionType: { type: 'text', description: 'The plan: FREE_2026, PRO_2021, …' },
    },
    tables: {
      memberships: membershipTable,
      features: { valueColumn: 'feature', valueType: 'text', unordered: true, description: 'What the plan has' },
      currencies: { columns: { id: 'text', code: 'text', isDefault: 'boolean' }, unordered: true },
      workingDays: { valueColumn: 'day', valueType: 'text' },
      adminOnlyPages: { valueColumn: 'page', valueType: 'text', unordered: true },
    },
    partitions: (context) => known.ids(context),
    async *read(request) {
      const workspace = await known.find(request.partition, request)
      yield { records: [withCreatedAt(toWorkspace(workspace))] }
    },
  }
}
