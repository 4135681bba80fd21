/**
 * Work in processes of their own: what one piece of it does to its process (memory that runs out, a crash in native code, no end)
 * is that piece's failure, and the others never notice. Processes rather than threads, because a thread that crashes takes the
 * whole program along, and the memory of buffers is bounded for processes only.
 */
import { type ChildProcess, fork } from 'node:child_process';

export interface PoolOptions<Task> {
  /** The module that a process runs; it takes messages and answers each with one. */
  readonly entry: string;
  readonly width: number;
  /** What each process is sent first. */
  readonly setup: object;
  /** A task that takes longer is given up. */
  readonly timeoutMs: number;
  /** Memory for values, in MiB, for each process. */
  readonly heapMiB: number;
  /** True for tasks of which only one may run at a time, because of what it may need. */
  readonly isHeavy: (task: Task) => boolean;
}

/** Why a task has no answer. */
export type TaskFailure = { readonly reason: 'timeout' } | { readonly reason: 'ended'; readonly how: string };

export type TaskOutcome<Answer> = { readonly answer: Answer } | { readonly failure: TaskFailure };

/** A process may be ended by what another one did, such as using up the machine's memory: one more try, by itself. */
const ATTEMPTS = 2;

interface Job<Task, Answer> {
  readonly task: Task;
  readonly isHeavy: boolean;
  attempts: number;
  readonly settle: (outcome: TaskOutcome<Answer>) => void;
}

interface Member<Task, Answer> {
  readonly child: ChildProcess;
  job: Job<Task, Answer> | null;
  timer: NodeJS.Timeout | null;
  failure: TaskFailure | null;
}

export class ProcessPool<Task extends object, Answer> {
  readonly #options: PoolOptions<Task>;
  readonly #members = new Set<Member<Task, Answer>>();
  readonly #waiting: Job<Task, Answer>[] = [];
  #isHeavyRunning = false;
  #isClosed = false;

  constructor(options: PoolOptions<Task>) {
    this.#options = options;
  }

  run(task: Task): Promise<TaskOutcome<Answer>> {
    const isHeavy = this.#options.isHeavy(task);
    return new Promise((settle) => {
      this.#waiting.push({ task, isHeavy, attempts: 0, settle });
      this.#dispatch();
    });
  }

  /** Ends the processes; nothing may be running. */
  close(): void {
    this.#isClosed = true;
    for (const { child } of this.#members) child.disconnect();
  }

  #dispatch(): void {
    while (!this.#isClosed) {
      const at = this.#waiting.findIndex(({ isHeavy }) => !(isHeavy && this.#isHeavyRunning));
      const member = at === -1 ? null : this.#idleMember();
      if (member === null) return;
      const [job] = this.#waiting.splice(at, 1);
      if (job !== undefined) this.#start(member, job);
    }
  }

  #idleMember(): Member<Task, Answer> | null {
    for (const member of this.#members) if (member.job === null && member.failure === null) return member;
    return this.#members.size < this.#options.width ? this.#spawn() : null;
  }

  #spawn(): Member<Task, Answer> {
    const { entry, setup, heapMiB } = this.#options;
    const child = fork(entry, [], {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${heapMiB}`],
      // Nobody reads what it writes; "ignore" would need /dev/null, which an empty root does not have.
      stdio: ['inherit', 'pipe', 'pipe', 'ipc'],
    });
    child.stdout?.resume();
    child.stderr?.resume();
    const member: Member<Task, Answer> = { child, job: null, timer: null, failure: null };
    this.#members.add(member);
    child.on('message', (answer) => this.#finish(member, { answer: answer as Answer }));
    child.on('error', (error) => this.#ended(member, error.message));
    child.on('exit', (code, signal) => this.#ended(member, signal ?? `exit status ${code}`));
    child.send(setup, () => undefined);
    return member;
  }

  #start(member: Member<Task, Answer>, job: Job<Task, Answer>): void {
    member.job = job;
    job.attempts++;
    if (job.isHeavy) this.#isHeavyRunning = true;
    member.timer = setTimeout(() => {
      member.failure = { reason: 'timeout' };
      member.child.kill('SIGKILL');
    }, this.#options.timeoutMs);
    member.child.send(job.task, () => undefined);
  }

  #finish(member: Member<Task, Answer>, outcome: TaskOutcome<Answer>): void {
    const { job, timer } = member;
    if (timer !== null) clearTimeout(timer);
    member.job = null;
    if (job?.isHeavy) this.#isHeavyRunning = false;
    job?.settle(outcome);
    this.#dispatch();
  }

  #ended(member: Member<Task, Answer>, how: string): void {
    if (!this.#members.delete(member)) return;
    const failure = member.failure ?? { reason: 'ended', how };
    member.failure = failure;
    const { job, timer } = member;
    if (job === null || failure.reason === 'timeout' || job.attempts === ATTEMPTS) {
      this.#finish(member, { failure });
      return;
    }
    if (timer !== null) clearTimeout(timer);
    if (job.isHeavy) this.#isHeavyRunning = false;
    this.#waiting.unshift({ ...job, isHeavy: true });
    this.#dispatch();
  }
}
