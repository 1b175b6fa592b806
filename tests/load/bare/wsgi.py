"""What gunicorn serves in the site's place."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
