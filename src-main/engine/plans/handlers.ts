import { resolve } from 'node:path'
import { implementer } from '../implementer'
import { describePlan } from './describePlan'
import { exportPlan } from './exportPlan'
import { freezePlan } from './freezePlan'
import { importLabels, takeImported } from './importAnnotations'
import { previewPlan } from './previewPlan'
import { exportLabels } from './workingLabels'

export const plansHandlers = {
  preview: implementer.plans.preview.handler(({ context, input }) =>
    context.workspaces.use({ path: input.workspace, mode: 'read' }, (workspace) =>
      previewPlan(workspace, input, { roots: context.surroundings.roots }),
    ),
  ),

  freeze: implementer.plans.freeze.handler(({ context, input: { workspace: path, name, ...request } }) =>
    context.workspaces.use({ path, mode: 'write' }, async (workspace) => {
      const planId = await freezePlan(workspace, request, { name, roots: context.surroundings.roots })
      return describePlan(workspace, workspace.plans.get(planId))
    }),
  ),

  list: implementer.plans.list.handler(({ context, input }) =>
    context.workspaces.use({ path: input.workspace, mode: 'read' }, (workspace) =>
      workspace.plans.list().map((plan) => describePlan(workspace, plan)),
    ),
  ),

  get: implementer.plans.get.handler(({ context, input }) =>
    context.workspaces.use({ path: input.workspace, mode: 'read' }, (workspace) =>
      describePlan(workspace, workspace.plans.get(input.planId)),
    ),
  ),

  remove: implementer.plans.remove.handler(({ context, input }) =>
    context.workspaces.use({ path: input.workspace, mode: 'write' }, (workspace) => {
      workspace.plans.remove(input.planId)
      return {}
    }),
  ),

  export: implementer.plans.export.handler(({ context, input }) =>
    context.workspaces.use({ path: input.workspace, mode: 'read' }, async (workspace) => {
      const output = resolve(input.output)
      await exportPlan({ plan: describePlan(workspace, workspace.plans.get(input.planId)), output })
      return { output }
    }),
  ),

  exportLabels: implementer.plans.exportLabels.handler(({ context, input }) => {
    const { workspace: path, planId } = input
    const output = resolve(input.output)
    const jobId = context.jobs.start(
      'plans.exportLabels',
      `Write label maps to ${output}`,
      (job) =>
        context.workspaces.use({ path, mode: 'read' }, (workspace) =>
          exportLabels({ workspace, planId, output, context: job }),
        ),
      { workspace: resolve(path) },
    )
    return { jobId }
  }),

  importLabels: implementer.plans.importLabels.handler(({ context, input }) => {
    const { workspace: path, ...request } = input
    const labels = resolve(input.path)
    const jobId = context.jobs.start(
      'plans.importLabels',
      `Import labels from ${labels}`,
      (job) =>
        context.workspaces.use({ path, mode: 'write' }, (workspace) =>
          importLabels({ workspace, request: { ...request, path: labels }, context: job }),
        ),
      { workspace: resolve(path) },
    )
    return { jobId }
  }),

  takeImported: implementer.plans.takeImported.handler(({ context, input }) => {
    const { workspace: path, planId } = input
    const jobId = context.jobs.start(
      'plans.takeImported',
      'Take imported labels',
      (job) =>
        context.workspaces.use({ path, mode: 'write' }, (workspace) =>
          takeImported({ workspace, planId, context: job }),
        ),
      { workspace: resolve(path) },
    )
    return { jobId }
  }),
}
