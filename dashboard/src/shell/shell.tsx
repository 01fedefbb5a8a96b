import type { ReactNode } from "react";
import { Link, useRoute } from "wouter";
import { useMayOperate, useSession } from "../api/session.ts";
import { visibleText } from "../lib/visible-text.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { WordMark } from "../ui/word-mark.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { SchemeSwitch } from "./scheme-switch.tsx";
import classes from "./shell.module.css";
import { SignOut } from "./sign-out.tsx";

/** What is around each page: where one can go, whose database it is, whether we still hear of it. */
export function Shell({ children }: { children: ReactNode }) {
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        Skip to the content
      </a>
      <header className={classes.side}>
        <Link href="/" className={classes.home} aria-label="Longshore, overview">
          <WordMark height={26} />
        </Link>
        <Navigation />
        <Foot />
      </header>
      <main className={classes.main} id="main" tabIndex={-1}>
        <ConnectionBanner />
        {children}
      </main>
    </div>
  );
}

function Navigation() {
  const mayOperate = useMayOperate();
  return (
    <nav className={classes.navigation} aria-label="Pages">
      <Item to="/" pattern="/" icon="overview" label="Overview" />
      <Item to="/jobs" pattern="/jobs/*?" icon="jobs" label="Jobs" />
      {mayOperate && <Item to="/new" pattern="/new" icon="plus" label="New job" />}
      <Item to="/schema" pattern="/schema" icon="schema" label="Schema" />
    </nav>
  );
}

function Item({ to, pattern, icon, label }: { to: string; pattern: string; icon: IconName; label: string }) {
  const [active] = useRoute(pattern);
  return (
    <Link href={to} className={classes.item} aria-current={active ? "page" : undefined}>
      <Icon name={icon} size={18} />
      {label}
    </Link>
  );
}

const dialects: Readonly<Record<string, string>> = {
  postgres: "PostgreSQL",
  mariadb: "MariaDB",
  mysql: "MySQL",
  sqlite: "SQLite",
};

function Foot() {
  const { data: session } = useSession();
  const mayOperate = useMayOperate();
  if (!session) return null;
  const { database, version } = session;
  return (
    <div className={classes.foot}>
      <div className={classes.controls}>
        <SchemeSwitch />
        <SignOut />
      </div>
      <div className={classes.about}>
        <p className={classes.dialect}>{dialects[database.dialect] ?? visibleText(database.dialect)}</p>
        <p className={classes.database} title={visibleText(database.display)}>
          {visibleText(database.display)}
        </p>
        <p>
          Longshore {version}
          {!mayOperate && " · read only"}
        </p>
      </div>
    </div>
  );
}
