/** A learning rate that depends on how many steps are done; 0 at the first. Plain functions will do. */
export interface Schedule {
  (iterations: number): number;
  /** What it was made of, for `getConfig`; the schedules of lib/optimizers/schedules have it. */
  readonly config?: ScheduleConfig;
}

/** A schedule as JSON: its maker's name and options. */
export interface ScheduleConfig {
  readonly schedule: string;
  readonly [option: string]: number | string | boolean | readonly number[] | ScheduleConfig | undefined;
}
