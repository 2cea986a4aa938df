import type { AnyCommand } from './define-command.ts';

/** A command that is loaded when it is called. */
export interface LazyCommand {
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: AnyCommand }>;
}

export interface CommandGroup {
  readonly summary: string;
  readonly commands: Readonly<Record<string, LazyCommand>>;
}

export type CommandTree = Readonly<Record<string, CommandGroup | LazyCommand>>;

/**
 * Every command. To add one: a file in commands/ that exports `command`, and a line here; then `npm run docs:write`.
 */
export const COMMANDS: CommandTree = {
  quickstart: {
    summary: 'Run a first flight: a host, Xen on it, a guest, and the report',
    load: () => import('./commands/quickstart.ts'),
  },
  flight: {
    summary: 'Flights: sets of jobs that are run for one branch',
    commands: {
      create: {
        summary: "Make a branch's flight, or that of a file of yours",
        load: () => import('./commands/flight/create.ts'),
      },
      run: { summary: 'Run the jobs of a flight', load: () => import('./commands/flight/run.ts') },
      stop: { summary: 'Start no more jobs of a flight', load: () => import('./commands/flight/stop.ts') },
      abort: { summary: 'Abort the jobs of a flight', load: () => import('./commands/flight/abort.ts') },
      list: { summary: 'List the newest flights', load: () => import('./commands/flight/list.ts') },
      show: { summary: 'Show what became of a flight', load: () => import('./commands/flight/show.ts') },
      diff: { summary: 'Say in what two flights differ', load: () => import('./commands/flight/diff.ts') },
      clone: { summary: 'Make a flight like another one', load: () => import('./commands/flight/clone.ts') },
      adjust: {
        summary: 'Change the jobs of a flight that has not been run',
        load: () => import('./commands/flight/adjust.ts'),
      },
      bless: { summary: 'Say what a flight counts for', load: () => import('./commands/flight/bless.ts') },
      publish: { summary: 'Publish the files of a flight', load: () => import('./commands/flight/publish.ts') },
      pin: { summary: 'Keep the files of a flight', load: () => import('./commands/flight/pin.ts') },
      unpin: { summary: 'Let the files of a flight expire', load: () => import('./commands/flight/unpin.ts') },
      expire: { summary: 'Remove the files of old flights', load: () => import('./commands/flight/expire.ts') },
      delete: { summary: 'Forget a flight', load: () => import('./commands/flight/delete.ts') },
    },
  },
  bisect: {
    summary: 'Find the change that broke something',
    commands: {
      classic: {
        summary: "Do one step of a branch's bisection as the original of 2015 does",
        load: () => import('./commands/bisect/classic.ts'),
      },
      run: {
        summary: 'Find the commit since which a command fails, always or now and then',
        load: () => import('./commands/bisect/run.ts'),
      },
      revisions: {
        summary: 'Print the tuples of revisions between two points of some trees',
        load: () => import('./commands/bisect/revisions.ts'),
      },
    },
  },
  db: {
    summary: 'The database: your own private one, or the one that the configuration names',
    commands: {
      status: { summary: 'Say how the database stands', load: () => import('./commands/db/status.ts') },
      migrate: { summary: 'Bring the schema up to date', load: () => import('./commands/db/migrate.ts') },
      stop: { summary: 'Stop the private server', load: () => import('./commands/db/stop.ts') },
      export: { summary: 'Write the whole database to a file', load: () => import('./commands/db/export.ts') },
      import: { summary: 'Read a dump into an empty database', load: () => import('./commands/db/import.ts') },
    },
  },
  qemu: {
    summary: 'QEMU hosts of this machine',
    commands: {
      list: { summary: 'List the QEMU hosts', load: () => import('./commands/qemu/list.ts') },
      create: { summary: 'Make a host with Debian on it that stays', load: () => import('./commands/qemu/create.ts') },
      start: { summary: 'Switch a host on', load: () => import('./commands/qemu/start.ts') },
      stop: { summary: 'Switch a host off', load: () => import('./commands/qemu/stop.ts') },
      remove: { summary: 'Take a host away', load: () => import('./commands/qemu/remove.ts') },
    },
  },
  job: {
    summary: 'Single jobs',
    commands: {
      run: { summary: 'Run one job: with a recipe, or one of a flight', load: () => import('./commands/job/run.ts') },
      rerun: { summary: 'Make a job that is over one to be run again', load: () => import('./commands/job/rerun.ts') },
      create: { summary: 'Add a job to a flight', load: () => import('./commands/job/create.ts') },
      adjust: { summary: 'Change the runvars of a job', load: () => import('./commands/job/adjust.ts') },
    },
  },
  step: {
    summary: 'Single steps of a job, by hand',
    commands: {
      run: { summary: 'Run one step on a host that stands', load: () => import('./commands/step/run.ts') },
    },
  },
  recipe: {
    summary: 'Recipes: how one job is run',
    commands: {
      list: { summary: 'List the recipes', load: () => import('./commands/recipe/list.ts') },
      show: { summary: "Show a recipe's steps as planned", load: () => import('./commands/recipe/show.ts') },
    },
  },
  config: {
    summary: 'The configuration: what it is, and where it comes from',
    commands: {
      check: {
        summary: 'Check the configuration and list everything that is wrong with it',
        load: () => import('./commands/config/check.ts'),
      },
      show: {
        summary: 'Show the whole configuration, defaults included',
        load: () => import('./commands/config/show.ts'),
      },
      explain: {
        summary: 'Say what a key is for, what it is set to, and by whom',
        load: () => import('./commands/config/explain.ts'),
      },
    },
  },
  daemon: {
    summary: 'The two daemons of a lab that many harnesses share',
    commands: {
      owner: {
        summary: 'Serve as the owner daemon: a task is live while its connection is',
        load: () => import('./commands/daemon/owner.ts'),
      },
      queue: {
        summary: 'Serve as the queue daemon: harnesses think one after another',
        load: () => import('./commands/daemon/queue.ts'),
      },
    },
  },
  host: {
    summary: 'The hosts of the lab',
    commands: {
      list: {
        summary: 'List the hosts, and who has them',
        load: () => import('./commands/host/list.ts'),
      },
      show: { summary: 'Show a host: flags, properties, who has it', load: () => import('./commands/host/show.ts') },
      allocate: { summary: 'Take a host for yourself', load: () => import('./commands/host/allocate.ts') },
      free: { summary: 'Give a host back', load: () => import('./commands/host/free.ts') },
      block: { summary: 'Keep jobs off a host', load: () => import('./commands/host/block.ts') },
      unblock: { summary: 'Let jobs use a host again', load: () => import('./commands/host/unblock.ts') },
      flags: { summary: 'Show or change the flags of a host', load: () => import('./commands/host/flags.ts') },
      props: { summary: 'Show or change the properties of a host', load: () => import('./commands/host/props.ts') },
    },
  },
  queue: {
    summary: 'Who waits for hosts, since when, and for what',
    load: () => import('./commands/queue.ts'),
  },
  simulate: {
    summary: 'What the lab would do with other hosts, by its own history',
    load: () => import('./commands/simulate.ts'),
  },
  plan: {
    summary: 'The plan: who is to have which host when',
    commands: {
      show: { summary: 'Show the plan', load: () => import('./commands/plan/show.ts') },
    },
  },
  history: {
    summary: 'Past runs of jobs, tests, hosts and branches',
    commands: {
      job: {
        summary: "A job's past runs, and what changed since it last passed",
        load: () => import('./commands/history/job.ts'),
      },
      test: {
        summary: 'When a test passed and failed, and how long it takes',
        load: () => import('./commands/history/test.ts'),
      },
      host: {
        summary: 'What ran on a host',
        load: () => import('./commands/history/host.ts'),
      },
      branch: {
        summary: "A branch's past flights",
        load: () => import('./commands/history/branch.ts'),
      },
    },
  },
  judge: {
    summary: "Judge a flight's failures by the history of its branch",
    load: () => import('./commands/judge.ts'),
  },
  report: {
    summary: 'What happened in a flight',
    commands: {
      show: {
        summary: 'Print what failed and why, and every step',
        load: () => import('./commands/report/show.ts'),
      },
      page: {
        summary: 'Write the flight as one HTML page, with every console and command on one clock',
        load: () => import('./commands/report/page.ts'),
      },
      open: {
        summary: 'Write the page and open it in a browser',
        load: () => import('./commands/report/open.ts'),
      },
    },
  },
  gate: {
    summary: 'The gate: test what is new, and push what passes',
    commands: {
      list: { summary: 'List the branches', load: () => import('./commands/gate/list.ts') },
      status: { summary: 'Say how the branches stand', load: () => import('./commands/gate/status.ts') },
      run: {
        summary: 'Test what is new in branches, and push what passes',
        load: () => import('./commands/gate/run.ts'),
      },
      cron: {
        summary: 'The same from cron, with whatever version is deployed',
        load: () => import('./commands/gate/cron.ts'),
      },
      stop: { summary: 'Begin no runs', load: () => import('./commands/gate/stop.ts') },
      block: { summary: 'Push nothing', load: () => import('./commands/gate/block.ts') },
      force: { summary: 'Push what was tested, however that went', load: () => import('./commands/gate/force.ts') },
    },
  },
  deploy: {
    summary: 'Use another version of osstest from now on',
    load: () => import('./commands/deploy.ts'),
  },
  tested: {
    summary: 'Find the newest flight that tested given revisions',
    load: () => import('./commands/tested.ts'),
  },
};
