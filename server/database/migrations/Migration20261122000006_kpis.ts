import { Migration } from "@mikro-orm/migrations";

/** What is measured: versioned KPI definitions, targets and the figures of each quarter. */
export class Migration20261122000006_kpis extends Migration {
  override up(): void {
    this.addSql(`
      create type kpi_unit as enum ('GBP', 'PERCENT', 'COUNT');
      create type kpi_direction as enum ('HIGHER_IS_BETTER', 'LOWER_IS_BETTER', 'NEUTRAL');
      create type data_state as enum ('REPORTED', 'ESTIMATED', 'NOT_MEASURED', 'NOT_APPLICABLE', 'AWAITED');

      create table kpi_definitions (
        code text not null check (code ~ '^[A-Z][A-Z0-9_]*$'),
        version integer not null,
        name text not null,
        meaning text not null,
        numerator_meaning text not null,
        denominator_meaning text,
        unit kpi_unit not null,
        direction kpi_direction not null,
        decimals smallint not null,
        position smallint not null,
        is_current boolean not null default true,
        primary key (code, version)
      );
      create unique index one_current_definition on kpi_definitions (code) where is_current;

      create table kpi_targets (
        kpi_code text not null,
        force_id bigint references forces,
        collaboration_id bigint references collaborations,
        financial_year integer not null,
        quarter smallint not null check (quarter between 1 and 4),
        target numeric(18,4) not null,
        tolerance_percent numeric(5,2) not null default 10,
        constraint target_has_one_owner check (num_nonnulls(force_id, collaboration_id) = 1),
        unique nulls not distinct (kpi_code, force_id, collaboration_id, financial_year, quarter)
      );

      create table kpi_figures (
        id bigint generated always as identity primary key,
        kpi_code text not null,
        definition_version integer not null,
        force_id bigint references forces,
        collaboration_id bigint references collaborations,
        financial_year integer not null,
        quarter smallint not null check (quarter between 1 and 4),
        numerator numeric(18,4),
        denominator numeric(18,4),
        value numeric(18,4),
        data_state data_state not null,
        computed_at timestamptz not null default now(),
        foreign key (kpi_code, definition_version) references kpi_definitions,
        constraint figure_has_one_owner check (num_nonnulls(force_id, collaboration_id) = 1),
        constraint only_reported_figures_have_values check ((value is not null) = (data_state in ('REPORTED', 'ESTIMATED'))),
        unique nulls not distinct (kpi_code, force_id, collaboration_id, financial_year, quarter)
      );
    `);
  }
}
