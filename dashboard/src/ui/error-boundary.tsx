import { Component, type ReactNode } from "react";
import { Failure } from "./notice.tsx";

/** Keeps what is around it alive when a page cannot be drawn. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    // A part of the page may be gone because the server has a newer one: then all of it is loaded anew.
    return <Failure what="This page" error={this.state.error} onRetry={() => location.reload()} />;
  }
}
