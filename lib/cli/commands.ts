import type { CommandTree } from './shared/command-tree.ts';

/**
 * Every command. To add a command, write a file in commands/ that exports `command`, add a line here, and run
 * `npm run docs:write`.
 */
export const COMMANDS: CommandTree = {
  quickstart: {
    summary: 'Run a first flight: install a host and Xen, run guests, print the report',
    load: () => import('./commands/quickstart.ts'),
  },
  flight: {
    summary: 'Create, run and inspect flights: sets of jobs for one branch',
    commands: {
      create: {
        summary: 'Create the flight of a branch, or of a file',
        load: () => import('./commands/flight/create.ts'),
      },
      run: { summary: 'Run the jobs of a flight', load: () => import('./commands/flight/run.ts') },
      stop: {
        summary: 'Stop a flight when its running jobs have finished',
        load: () => import('./commands/flight/stop.ts'),
      },
      abort: { summary: 'Abort the jobs of a flight immediately', load: () => import('./commands/flight/abort.ts') },
      list: { summary: 'List the newest flights', load: () => import('./commands/flight/list.ts') },
      show: { summary: 'Print the report of a flight', load: () => import('./commands/flight/show.ts') },
      diff: { summary: 'Compare two flights', load: () => import('./commands/flight/diff.ts') },
      clone: { summary: 'Create a flight like another one', load: () => import('./commands/flight/clone.ts') },
      adjust: {
        summary: 'Change the jobs of a flight that has not been run',
        load: () => import('./commands/flight/adjust.ts'),
      },
      bless: { summary: 'Set the blessing of a flight', load: () => import('./commands/flight/bless.ts') },
      publish: { summary: 'Publish the files of a flight', load: () => import('./commands/flight/publish.ts') },
      pin: { summary: 'Keep the files of a flight from expiring', load: () => import('./commands/flight/pin.ts') },
      unpin: { summary: 'Let the files of a flight expire', load: () => import('./commands/flight/unpin.ts') },
      expire: { summary: 'Remove the files of old flights', load: () => import('./commands/flight/expire.ts') },
      delete: { summary: 'Delete a flight', load: () => import('./commands/flight/delete.ts') },
    },
  },
  bisect: {
    summary: 'Find the commit that broke something',
    commands: {
      classic: {
        summary: 'Do one step of the bisection of a branch, as the original of 2015 does',
        load: () => import('./commands/bisect/classic.ts'),
      },
      run: {
        summary: 'Find the commit since which a command fails, always or sometimes',
        load: () => import('./commands/bisect/run.ts'),
      },
      revisions: {
        summary: 'Print the tuples of revisions between two points of some trees',
        load: () => import('./commands/bisect/revisions.ts'),
      },
    },
  },
  db: {
    summary: 'Inspect, migrate and copy the database',
    commands: {
      status: { summary: 'Show the state of the database', load: () => import('./commands/db/status.ts') },
      migrate: { summary: 'Bring the schema up to date', load: () => import('./commands/db/migrate.ts') },
      stop: { summary: 'Stop the private server', load: () => import('./commands/db/stop.ts') },
      export: { summary: 'Write the whole database to a file', load: () => import('./commands/db/export.ts') },
      import: { summary: 'Read a dump into an empty database', load: () => import('./commands/db/import.ts') },
    },
  },
  qemu: {
    summary: 'Create and control QEMU hosts on this machine',
    commands: {
      list: { summary: 'List the QEMU hosts', load: () => import('./commands/qemu/list.ts') },
      create: { summary: 'Create a permanent host with Debian', load: () => import('./commands/qemu/create.ts') },
      start: { summary: 'Switch a host on', load: () => import('./commands/qemu/start.ts') },
      stop: { summary: 'Switch a host off', load: () => import('./commands/qemu/stop.ts') },
      remove: { summary: 'Delete a host', load: () => import('./commands/qemu/remove.ts') },
    },
  },
  job: {
    summary: 'Run and change single jobs',
    commands: {
      run: { summary: 'Run one job: a recipe, or a job of a flight', load: () => import('./commands/job/run.ts') },
      rerun: { summary: 'Make a finished job ready to run again', load: () => import('./commands/job/rerun.ts') },
      create: { summary: 'Add a job to a flight', load: () => import('./commands/job/create.ts') },
      adjust: { summary: 'Change the runvars of a job', load: () => import('./commands/job/adjust.ts') },
    },
  },
  step: {
    summary: 'Run single steps by hand',
    commands: {
      run: { summary: 'Run one step on a running host', load: () => import('./commands/step/run.ts') },
    },
  },
  recipe: {
    summary: 'List and show recipes: the steps of a job',
    commands: {
      list: { summary: 'List the recipes', load: () => import('./commands/recipe/list.ts') },
      show: { summary: 'Show the planned steps of a recipe', load: () => import('./commands/recipe/show.ts') },
    },
  },
  config: {
    summary: 'Check, show and explain the configuration',
    commands: {
      check: {
        summary: 'Check the configuration and list its problems',
        load: () => import('./commands/config/check.ts'),
      },
      show: {
        summary: 'Show the whole configuration, with defaults',
        load: () => import('./commands/config/show.ts'),
      },
      explain: {
        summary: 'Explain a key: its meaning, value and origin',
        load: () => import('./commands/config/explain.ts'),
      },
    },
  },
  daemon: {
    summary: 'Run the two daemons of a lab that several harnesses share',
    commands: {
      owner: {
        summary: 'Run the owner daemon, which knows the live tasks',
        load: () => import('./commands/daemon/owner.ts'),
      },
      queue: {
        summary: 'Run the queue daemon, which gives harnesses their turns to plan',
        load: () => import('./commands/daemon/queue.ts'),
      },
    },
  },
  host: {
    summary: 'List, allocate and edit the hosts of the lab',
    commands: {
      list: {
        summary: 'List the hosts and their users',
        load: () => import('./commands/host/list.ts'),
      },
      show: { summary: 'Show the flags, properties and user of a host', load: () => import('./commands/host/show.ts') },
      allocate: { summary: 'Allocate a host to yourself', load: () => import('./commands/host/allocate.ts') },
      free: { summary: 'Free a host', load: () => import('./commands/host/free.ts') },
      block: { summary: 'Keep jobs off a host', load: () => import('./commands/host/block.ts') },
      unblock: { summary: 'Let jobs use a host again', load: () => import('./commands/host/unblock.ts') },
      flags: { summary: 'Show or change the flags of a host', load: () => import('./commands/host/flags.ts') },
      props: { summary: 'Show or change the properties of a host', load: () => import('./commands/host/props.ts') },
    },
  },
  queue: {
    summary: 'Show which jobs wait for hosts, and why',
    load: () => import('./commands/queue.ts'),
  },
  simulate: {
    summary: 'Simulate the lab with more or fewer hosts',
    load: () => import('./commands/simulate.ts'),
  },
  plan: {
    summary: 'Show the plan: which job gets which host when',
    commands: {
      show: { summary: 'Show the plan', load: () => import('./commands/plan/show.ts') },
    },
  },
  history: {
    summary: 'Show past runs of jobs, tests, hosts and branches',
    commands: {
      job: {
        summary: 'Show the runs of a job, and what changed since it last passed',
        load: () => import('./commands/history/job.ts'),
      },
      test: {
        summary: 'Show when a test passed and failed, and its duration',
        load: () => import('./commands/history/test.ts'),
      },
      host: {
        summary: 'Show what ran on a host',
        load: () => import('./commands/history/host.ts'),
      },
      branch: {
        summary: 'Show the flights of a branch',
        load: () => import('./commands/history/branch.ts'),
      },
    },
  },
  judge: {
    summary: 'Judge the failures of a flight by the history of its branch',
    load: () => import('./commands/judge.ts'),
  },
  report: {
    summary: 'Show what happened in a flight',
    commands: {
      show: {
        summary: 'Print the failures and every step',
        load: () => import('./commands/report/show.ts'),
      },
      page: {
        summary: 'Write the flight as one HTML page',
        load: () => import('./commands/report/page.ts'),
      },
      open: {
        summary: 'Write the page and open it in a browser',
        load: () => import('./commands/report/open.ts'),
      },
    },
  },
  gate: {
    summary: 'Test new revisions of branches, and push those that pass',
    commands: {
      list: { summary: 'List the branches', load: () => import('./commands/gate/list.ts') },
      status: { summary: 'Show the state of the branches', load: () => import('./commands/gate/status.ts') },
      run: {
        summary: 'Test new revisions, and push those that pass',
        load: () => import('./commands/gate/run.ts'),
      },
      cron: {
        summary: 'Run the gate from cron, with the deployed version of osstest',
        load: () => import('./commands/gate/cron.ts'),
      },
      stop: { summary: 'Start no runs', load: () => import('./commands/gate/stop.ts') },
      block: { summary: 'Push nothing', load: () => import('./commands/gate/block.ts') },
      force: { summary: 'Push a tested revision whatever the result', load: () => import('./commands/gate/force.ts') },
    },
  },
  deploy: {
    summary: 'Switch to another version of osstest',
    load: () => import('./commands/deploy.ts'),
  },
  tested: {
    summary: 'Find the newest flight that tested given revisions',
    load: () => import('./commands/tested.ts'),
  },
  completion: {
    summary: 'Print the completion script of a shell',
    load: () => import('./commands/completion.ts'),
  },
  explain: {
    summary: 'Explain an error code',
    load: () => import('./commands/explain.ts'),
  },
  help: {
    summary: 'Show the help of a command',
    load: () => import('./commands/help.ts'),
  },
};
