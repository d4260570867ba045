import { relative } from 'node:path';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { Briefing } from './briefing.ts';
import { checkId } from './checks/check-id.ts';
import { refuseUnmatched } from './checks/collect.ts';
import type { VerdictReporter } from './results/reporter.ts';
import type { RunChoice, RunContext } from './run-context.ts';
import { createCheckRunner } from './vitest-runner.ts';

/** How one file of checks is run. */
export interface PreparedRunOptions {
  readonly choice: RunChoice;
  /** How many checks run at the same time. */
  readonly jobs: number;
  readonly seed: number;
}

/** A run of one file, which is loaded while the homeserver starts: from then on its checks wait for nothing else. */
export class PreparedRun implements AsyncDisposable {
  /** How many checks run at the same time. */
  readonly jobs: number;
  /** Resolves when a worker begins to load the file. */
  readonly begun: Promise<void>;
  /** Rejected with a ConfigurationError where a glob matches no check of the file. */
  readonly chosen: Promise<void>;
  readonly #context = Promise.withResolvers<RunContext>();
  readonly #briefing = new Briefing(this.#context.promise);
  readonly #relay: Relay;
  readonly #vitest: Promise<Vitest>;
  readonly #ran: Promise<unknown>;
  #isOver = false;

  constructor({ choice, jobs, seed }: PreparedRunOptions) {
    this.jobs = jobs;
    this.#relay = new Relay(choice.globs);
    const { channel: briefing } = this.#briefing;
    this.#vitest = createCheckRunner({ choice, briefing, reporter: this.#relay, jobs, seed, workers: 1 });
    this.#ran = this.#vitest.then((vitest) => vitest.start());
    const over = this.#ran.then(
      () => {},
      () => {},
    );
    void over.then(() => (this.#isOver = true));
    this.begun = Promise.race([this.#relay.begun.promise, over]);
    this.chosen = Promise.race([this.#relay.collected.promise, this.#ran.then(() => {})]).catch(
      (error: { code?: string }) => {
        if (error.code === 'VITEST_FILES_NOT_FOUND') refuseUnmatched(choice.globs, []);
        throw error;
      },
    );
    this.chosen.catch(() => {}); // whoever wants to know awaits it
  }

  /** Lets the checks begin. What they find nobody is told before {@link decide}. */
  begin(context: RunContext): void {
    this.#context.resolve(context);
  }

  /** Tells what they find, until all are done. */
  async decide(reporter: VerdictReporter): Promise<void> {
    this.#relay.tellEverything(reporter);
    await this.#ran;
  }

  /** Ends it: where nothing was decided, nothing will be. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#context.reject(new Error('The run is over'));
    const vitest = await this.#vitest.catch(() => null);
    if (!this.#isOver) await vitest?.cancelCurrentRun('keyboard-input');
    await this.#ran.catch(() => {});
    await vitest?.close();
    this.#briefing[Symbol.dispose]();
  }
}

/** Keeps what vitest tells until there is somebody to hear it. */
class Relay implements Reporter {
  /** Resolved when a worker begins to load the file. */
  readonly begun = Promise.withResolvers<void>();
  /** Resolved when the file is loaded; rejected with a ConfigurationError where it lacks what was chosen. */
  readonly collected = Promise.withResolvers<void>();
  readonly #globs: readonly string[];
  readonly #held: ((reporter: VerdictReporter) => void)[] = [];
  #reporter: VerdictReporter | null = null;

  constructor(globs: readonly string[]) {
    this.#globs = globs;
  }

  tellEverything(reporter: VerdictReporter): void {
    this.#reporter = reporter;
    for (const tell of this.#held.splice(0)) tell(reporter);
  }

  onTestRunStart(): void {
    this.begun.resolve();
  }

  onTestModuleCollected(module: TestModule): void {
    const checks = [...module.children.allTests()].map((test) => ({
      id: checkId(relative('.', module.moduleId), test.name),
      requirements: test.meta().check?.requirements ?? [],
    }));
    try {
      // What cannot be loaded is told by the reporter.
      if (module.errors().length === 0) refuseUnmatched(this.#globs, checks);
      this.collected.resolve();
    } catch (error) {
      this.collected.reject(error);
    }
  }

  onTestModuleEnd(...told: Parameters<VerdictReporter['onTestModuleEnd']>): void {
    this.#tell((reporter) => reporter.onTestModuleEnd(...told));
  }

  onTestCaseResult(...told: Parameters<VerdictReporter['onTestCaseResult']>): void {
    this.#tell((reporter) => reporter.onTestCaseResult(...told));
  }

  onTestRunEnd(...told: Parameters<VerdictReporter['onTestRunEnd']>): void {
    this.#tell((reporter) => reporter.onTestRunEnd(...told));
  }

  #tell(tell: (reporter: VerdictReporter) => void): void {
    if (this.#reporter) tell(this.#reporter);
    else this.#held.push(tell);
  }
}
