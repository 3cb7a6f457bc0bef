"""Which lines of a plain dump reach psql."""

from __future__ import annotations

import pytest

from backups.restoring.inside.plain_sql import statements


def passed(text: str) -> list[str]:
    lines = text.encode().splitlines(keepends=True)
    return b"".join(statements(iter(lines))).decode().splitlines()


@pytest.mark.parametrize(
    "line",
    [
        "\\restrict AbC123",
        "\\unrestrict AbC123",
        "ALTER TABLE public.orders OWNER TO alice;",
        "ALTER FUNCTION public.f(integer, text) OWNER TO alice;",
        "GRANT SELECT ON TABLE public.orders TO bob;",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC;",
        "ALTER DEFAULT PRIVILEGES FOR ROLE alice GRANT SELECT ON TABLES TO bob;",
        "COMMENT ON EXTENSION plpgsql IS 'PL/pgSQL';",
    ],
)
def test_owners_rights_and_the_dumps_own_restriction_are_passed_over(line: str) -> None:
    assert passed(f"SELECT 1;\n{line}\nSELECT 2;\n") == ["SELECT 1;", "SELECT 2;"]


@pytest.mark.parametrize(
    "text",
    [
        "COPY notes (line) FROM stdin;\nGRANT all TO bob;\n\\restrict x\n\\.\nSELECT 1;",
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $f$\nGRANT a TO bob;\n$f$;",
        "INSERT INTO t VALUES ('first\nGRANT a TO bob;\nlast');",
        "/* a comment\nGRANT a TO bob;\n*/ SELECT 1;",
        "ALTER TABLE orders ADD COLUMN owner text;",
        "\\! rm -rf /",
    ],
)
def test_everything_else_reaches_psql_as_it_is(text: str) -> None:
    assert passed(text) == text.splitlines()


@pytest.mark.parametrize(
    "harmless",
    [
        "INSERT INTO t VALUES ('it''s US$$');",
        "SELECT 1; -- it's a comment",
        'CREATE TABLE "it\'s" (a int);',
        "SELECT $$b'$$;",
    ],
)
def test_signs_within_texts_and_comments_begin_nothing(harmless: str) -> None:
    assert passed(f"{harmless}\nGRANT a TO bob;\n") == [harmless]
