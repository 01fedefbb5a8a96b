"""Django's settings for a database URL as Longshore takes it."""

from urllib.parse import unquote, urlsplit


def database(url):
    if url.startswith("sqlite:"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url[len("sqlite:") :]}
    parts = urlsplit(url)
    engine = "postgresql" if parts.scheme == "postgres" else "mysql"
    return {
        "ENGINE": f"django.db.backends.{engine}",
        "HOST": parts.hostname,
        "PORT": parts.port,
        "USER": unquote(parts.username),
        "PASSWORD": unquote(parts.password),
        "NAME": parts.path.lstrip("/"),
        "OPTIONS": {} if engine == "postgresql" else {"charset": "utf8mb4"},
    }
