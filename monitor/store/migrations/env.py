"""Alembic's entry point: migrations run on the connection, and in the transaction, handed over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=False)
context.run_migrations()
