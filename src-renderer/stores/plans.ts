import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Plan, PlanRequest } from '../../src-main/contract/plans'
import type { EngineClient } from '../client/Host'

/** Mirrors the frozen plans of the open workspace. */
export const usePlansStore = defineStore('plans', () => {
  const plans = shallowRef<readonly Plan[]>([])
  /** The workspace whose plans are known; null before the first answer. */
  const loadedWorkspace = shallowRef<string | null>(null)

  /** Asks again for all of them. */
  async function refresh(engine: EngineClient, workspace: string): Promise<void> {
    const answer = await engine.plans.list({ workspace })
    plans.value = answer
    loadedWorkspace.value = workspace
  }

  /** Asks again for one, after an import of label maps or a review for example. */
  async function refreshOne(engine: EngineClient, request: { workspace: string; planId: string }): Promise<void> {
    const plan = await engine.plans.get(request)
    if (loadedWorkspace.value !== request.workspace) return
    plans.value = plans.value.map((each) => (each.planId === plan.planId ? plan : each))
  }

  async function freeze(
    engine: EngineClient,
    request: PlanRequest & { workspace: string; name: string },
  ): Promise<Plan> {
    const plan = await engine.plans.freeze(request)
    await refresh(engine, request.workspace)
    return plan
  }

  async function remove(engine: EngineClient, request: { workspace: string; planId: string }): Promise<void> {
    await engine.plans.remove(request)
    plans.value = plans.value.filter(({ planId }) => planId !== request.planId)
  }

  function find(planId: string | null): Plan | null {
    return plans.value.find((each) => each.planId === planId) ?? null
  }

  return { plans, loadedWorkspace, refresh, refreshOne, freeze, remove, find }
})
