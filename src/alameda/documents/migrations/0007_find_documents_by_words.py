"""An index on the words of titles, so that a search asks no row that has none of them."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import migrations


class Migration(migrations.Migration):
    """Runs only where it has not run; an index alone: no row is written."""

    dependencies = [
        ("documents", "0006_bound_days_and_moments"),
        # The search configuration ``alameda_es`` is made there.
        ("investments", "0002_search_changes_and_codes"),
    ]
    operations = [
        migrations.AddIndex(
            model_name="document",
            index=GinIndex(SearchVector("title", config="alameda_es"), name="document_words"),
        ),
    ]
