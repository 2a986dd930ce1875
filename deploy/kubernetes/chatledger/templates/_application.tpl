{{/*
One of the three applications: what is the same for all of them. The dict has
  root, name (command-side), values, port, managementPort, finishSeconds (how long it waits for what is under way),
  recreate (true: the old copy stops before the new one starts), env, sources (of its secrets), volumes, mounts
*/}}
{{- define "chatledger.application" -}}
{{- $root := .root -}}
{{- $values := .values -}}
{{- $fullName := printf "%s-%s" $root.Release.Name .name -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $fullName }}
  labels: {{- include "chatledger.labels" $root | nindent 4 }}
data:
  settings.yaml: {{ toYaml $values.settings | quote }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $fullName }}
  labels:
    {{- include "chatledger.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .name }}
spec:
  selector: {{- include "chatledger.selector" (list $root .name) | nindent 4 }}
  ports:
    - { name: http, port: {{ .port }}, targetPort: http }
    # For Prometheus.
    - { name: management, port: {{ .managementPort }}, targetPort: management }
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $fullName }}
  labels:
    {{- include "chatledger.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .name }}
spec:
  {{- if not $values.autoscaling.enabled }}
  replicas: {{ $values.replicas }}
  {{- end }}
  strategy:
    {{- if .recreate }}
    type: Recreate
    {{- else }}
    type: RollingUpdate
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
    {{- end }}
  selector:
    matchLabels: {{- include "chatledger.selector" (list $root .name) | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "chatledger.allOfUs" $root | nindent 8 }}
        app.kubernetes.io/component: {{ .name }}
      annotations:
        # Settings are read at the start.
        checksum/settings: {{ toYaml $values.settings | sha256sum }}
    spec:
      {{- include "chatledger.podSecurity" $root | nindent 6 }}
      # The pause below, the wait, and some time for the rest.
      terminationGracePeriodSeconds: {{ add 5 .finishSeconds 20 }}
      topologySpreadConstraints:
        {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
        - maxSkew: 1
          topologyKey: {{ . }}
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "chatledger.selector" (list $root $.name) | nindent 14 }}
        {{- end }}
      containers:
        - name: {{ .name }}
          image: {{ include "chatledger.image" (list $root .name) }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          command: {{ concat (list "java") $values.jvmArguments (list "-jar" "application.jar") | toJson }}
          env:
            - { name: SERVER_ADDRESS, value: 0.0.0.0 }
            - { name: MANAGEMENT_SERVER_ADDRESS, value: 0.0.0.0 }
            - { name: LOGGING_STRUCTURED_FORMAT_CONSOLE, value: ecs }
            - name: SPRING_CONFIG_IMPORT
              value: {{ ternary "configtree:/run/secrets/chatledger/," "" (not (empty .sources)) }}file:/etc/chatledger/settings.yaml
            - { name: SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE, value: {{ .finishSeconds }}s }
            {{- .env | trim | nindent 12 }}
          ports:
            - { name: http, containerPort: {{ .port }} }
            - { name: management, containerPort: {{ .managementPort }} }
          # The slowest start on the slowest machine.
          startupProbe:
            httpGet: { path: /actuator/health/readiness, port: management }
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 60
          # Without its database it stays ready: it answers 503 with Retry-After by itself.
          readinessProbe:
            httpGet: { path: /actuator/health/readiness, port: management }
            periodSeconds: 5
            timeoutSeconds: 5
          livenessProbe:
            httpGet: { path: /actuator/health/liveness, port: management }
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          lifecycle:
            # Until nobody sends it requests any more.
            preStop: { exec: { command: [sleep, "5"] } }
          resources: {{- toYaml $values.resources | nindent 12 }}
          {{- include "chatledger.containerSecurity" $root | nindent 10 }}
          volumeMounts:
            - { name: tmp, mountPath: /tmp }
            - { name: settings, mountPath: /etc/chatledger, readOnly: true }
            {{- if .sources }}
            - { name: secrets, mountPath: /run/secrets/chatledger, readOnly: true }
            {{- end }}
            {{- with .mounts | trim }}
            {{- . | nindent 12 }}
            {{- end }}
      volumes:
        - name: tmp
          emptyDir: { sizeLimit: 256Mi }
        - name: settings
          configMap: { name: {{ $fullName }} }
        {{- with .sources }}
        - name: secrets
          projected:
            defaultMode: 0440
            sources: {{- . | trim | nindent 14 }}
        {{- end }}
        {{- with .volumes | trim }}
        {{- . | nindent 8 }}
        {{- end }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $fullName }}
  labels: {{- include "chatledger.labels" $root | nindent 4 }}
spec:
  # Not minAvailable: where there is one copy, its node could never be emptied.
  maxUnavailable: 1
  selector:
    matchLabels: {{- include "chatledger.selector" (list $root .name) | nindent 6 }}
{{- if $values.autoscaling.enabled }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ $fullName }}
  labels: {{- include "chatledger.labels" $root | nindent 4 }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ $fullName }} }
  minReplicas: {{ $values.autoscaling.minReplicas }}
  maxReplicas: {{ $values.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: { type: Utilization, averageUtilization: {{ $values.autoscaling.cpuPercent }} }
{{- end }}
{{- end }}
