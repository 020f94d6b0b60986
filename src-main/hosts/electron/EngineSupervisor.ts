import type { EngineState } from '../../contract/host'
import type { EngineProcess } from './adapters/startEngineProcess'
import type { FromEngine, ToEngine } from './engineMessages'

/** Before the first, second … restart; after the last the engine stays down until a window asks for it again. */
const RESTART_DELAYS_MS = [250, 1000, 3000, 10_000]
/** An engine that ran for so long was well: the next crash begins a new count. */
const WELL_AFTER_MS = 60_000
/** Running work stops within half a second of being asked; what is left is writing its state down. */
const STOP_TIMEOUT_MS = 5000

export interface SupervisorOptions {
  start(events: { onMessage(message: FromEngine): void; onExit(how: string): void }): EngineProcess
  onMessage(message: FromEngine): void
  onState(state: EngineState): void
}

/** Keeps one engine process running: tells when it has ended, starts it again, but not for ever. */
export class EngineSupervisor {
  private readonly options: SupervisorOptions
  private process: EngineProcess | null = null
  private current: EngineState = { state: 'running' }
  private crashCount = 0
  private startedAtMs = 0
  private restart: ReturnType<typeof setTimeout> | null = null
  private isStopping = false

  constructor(options: SupervisorOptions) {
    this.options = options
  }

  get state(): EngineState {
    return this.current
  }

  get pid(): number | undefined {
    return this.process?.pid
  }

  /** Starts the engine where none runs and none is about to. */
  ensureStarted(): void {
    if (this.process !== null || this.restart !== null || this.isStopping) return
    this.start()
  }

  /** @returns false where there is no engine to hear it */
  post(message: ToEngine): boolean {
    if (this.process === null) return false
    this.process.post(message)
    return true
  }

  /** Ends the engine for good; resolves when its process is gone. */
  async stop(): Promise<void> {
    this.isStopping = true
    if (this.restart !== null) clearTimeout(this.restart)
    await this.process?.stop(STOP_TIMEOUT_MS)
  }

  private start(): void {
    this.startedAtMs = Date.now()
    this.process = this.options.start({
      onMessage: (message) => this.options.onMessage(message),
      onExit: (how) => this.crashed(how),
    })
    this.tell({ state: 'running' })
  }

  private crashed(how: string): void {
    this.process = null
    if (this.isStopping) return
    if (Date.now() - this.startedAtMs > WELL_AFTER_MS) this.crashCount = 0
    const delayMs = RESTART_DELAYS_MS[this.crashCount++]
    const reason = `The engine ${how}.`
    if (delayMs === undefined) {
      this.crashCount = 0
      const remedy = 'It does so again and again. Reload the window (Ctrl+R) to try once more.'
      this.tell({ state: 'crashed', reason: `${reason} ${remedy}`, isRestarting: false })
      return
    }
    this.restart = setTimeout(() => {
      this.restart = null
      this.start()
    }, delayMs)
    this.tell({ state: 'crashed', reason, isRestarting: true })
  }

  private tell(state: EngineState): void {
    if (this.current.state === 'running' && state.state === 'running') return
    this.current = state
    this.options.onState(state)
  }
}
