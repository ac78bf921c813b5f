from django.urls import include, path

from listening.urls import analysis, notes, standing, themes
from listening.views.rounds import guides, joining, projects
from listening.views.sessions import participants, planning, signing_in, wrapping
from listening.views.talks import calls, calls_of_people, talking

app_name = "listening"

urlpatterns = [
    *notes.urlpatterns,
    *themes.urlpatterns,
    path("", projects.home, name="list"),
    path("projects/new/", projects.new, name="project_new"),
    path("projects/join/", joining.join, name="project_join"),
    path("projects/<uuid:project_id>/invite/", joining.invite, name="project_invite"),
    path("projects/<uuid:project_id>/", projects.detail, name="project"),
    path("projects/<uuid:project_id>/edit/", projects.edit, name="project_edit"),
    path("projects/<uuid:project_id>/move/", projects.move, name="project_move"),
    path("projects/<uuid:project_id>/consent-text/", projects.consent_text, name="consent_text"),
    path("projects/<uuid:project_id>/targets/new/", projects.target_new, name="target_new"),
    path("projects/<uuid:project_id>/targets/<uuid:target_id>/", projects.target, name="target"),
    path(
        "projects/<uuid:project_id>/targets/<uuid:target_id>/remove/",
        projects.target_remove,
        name="target_remove",
    ),
    path("projects/<uuid:project_id>/staff/", projects.staff, name="project_staff"),
    path(
        "projects/<uuid:project_id>/staff/<uuid:row_id>/remove/", projects.staff_remove, name="staff_remove"
    ),
    path("projects/<uuid:project_id>/teams/new/", projects.team_new, name="team_new"),
    path("guides/", guides.guide_list, name="guides"),
    path("guides/new/", guides.new, name="guide_new"),
    path("guides/<uuid:guide_id>/", guides.detail, name="guide"),
    path("guides/<uuid:guide_id>/edit/", guides.edit, name="guide_edit"),
    path("guides/<uuid:guide_id>/copy/", guides.copy, name="guide_copy"),
    path("guides/<uuid:guide_id>/sheet/", guides.sheet, name="guide_sheet"),
    path("guides/<uuid:guide_id>/questions/new/", guides.question_new, name="question_new"),
    path("guides/<uuid:guide_id>/questions/<uuid:question_id>/", guides.question, name="question"),
    path(
        "guides/<uuid:guide_id>/questions/<uuid:question_id>/remove/",
        guides.question_remove,
        name="question_remove",
    ),
    path(
        "guides/<uuid:guide_id>/questions/<uuid:question_id>/move/",
        guides.question_move,
        name="question_move",
    ),
    path("sessions/", planning.session_list, name="sessions"),
    path("log/", talking.log, name="log"),
    path("calls/", calls.call_lists, name="calls"),
    path("calls/steps/", calls.begin_with_steps, name="calls_of_steps"),
    path("calls/turf/", calls.begin_with_turf, name="calls_of_turf"),
    path("calls/people/", calls_of_people.begin, name="calls_of_people"),
    path("calls/people/choose/", calls_of_people.choose, name="calls_choose"),
    path("calls/<uuid:list_id>/", calls.calling, name="calling"),
    path("calls/<uuid:list_id>/end/", calls.end, name="calls_end"),
    path("calls/<uuid:list_id>/again/", calls.again, name="calls_again"),
    path("calls/<uuid:list_id>/<uuid:call_id>/", calls.log, name="call"),
    path("calls/<uuid:list_id>/<uuid:call_id>/skip/", calls.skip, name="call_skip"),
    path("calls/<uuid:list_id>/<uuid:call_id>/undo/", calls.undo, name="call_undo"),
    path("turf/", talking.turf, name="turf"),
    path("to-finish/", talking.tray, name="tray"),
    path("attempts/<uuid:attempt_id>/undo/", talking.undo, name="undo"),
    path("attempts/<uuid:attempt_id>/finish/", talking.finish, name="finish"),
    path("plan/", planning.plan, name="plan"),
    path("sessions/<uuid:session_id>/", planning.session_detail, name="session"),
    path("sessions/<uuid:session_id>/session.ics", planning.session_file, name="session_ics"),
    path("sessions/<uuid:session_id>/edit/", planning.edit, name="session_edit"),
    path("sessions/<uuid:session_id>/cancel/", planning.cancel, name="session_cancel"),
    path("sessions/<uuid:session_id>/restore/", planning.restore, name="session_restore"),
    path("sessions/<uuid:session_id>/wrap-up/", wrapping.people, name="wrap_up"),
    path("sessions/<uuid:session_id>/wrap-up/yeses/", wrapping.yeses, name="wrap_up_yeses"),
    path("sessions/<uuid:session_id>/wrap-up/words/", wrapping.words, name="wrap_up_words"),
    path("sessions/<uuid:session_id>/wrapped-up/", wrapping.done, name="wrapped_up"),
    path("sessions/<uuid:session_id>/thank/", wrapping.thank, name="session_thank"),
    path("sessions/<uuid:session_id>/sign-in/", signing_in.poster, name="poster"),
    path("sessions/<uuid:session_id>/sign-in/switch/", signing_in.switch, name="sign_in_switch"),
    path("sessions/<uuid:session_id>/people/new/", participants.new, name="participant_new"),
    path("sessions/<uuid:session_id>/people/<uuid:participant_id>/", participants.detail, name="participant"),
    path(
        "sessions/<uuid:session_id>/people/<uuid:participant_id>/name/",
        participants.name,
        name="participant_name",
    ),
    path(
        "sessions/<uuid:session_id>/people/<uuid:participant_id>/remove/",
        participants.remove,
        name="participant_remove",
    ),
    path(
        "sessions/<uuid:session_id>/people/<uuid:participant_id>/answers/",
        participants.answers,
        name="participant_answers",
    ),
    path(
        "sessions/<uuid:session_id>/people/<uuid:participant_id>/unseal/", participants.unseal, name="unseal"
    ),
    path("sessions/<uuid:session_id>/sheet/", signing_in.sheet, name="sign_in_sheet"),
    *analysis.urlpatterns,
    *standing.urlpatterns,
    path("", include("listening.urls.coding")),
]
