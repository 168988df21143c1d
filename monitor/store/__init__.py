"""The only SQL: engine, schema, migrations, reading, applying a plan, undo."""
